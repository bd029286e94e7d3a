package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

@SuppressWarnings("deprecation")
class RecurrentKernelTest {
  private static final int FEATURES = 5;
  private static final int STEPS = 7;

  static Stream<List<Layer>> networks() {
    return Stream.of(
        List.of(lstm(9), output()),
        List.of(lstm(9), lstm(4), output()),
        List.of(new LSTM.Builder().nOut(9).gateActivationFunction(Activation.HARDSIGMOID).build()),
        List.of(new LSTM.Builder().nOut(9).activation(Activation.SOFTSIGN).build(), output()),
        List.of(new GravesLSTM.Builder().nOut(9).build(), output()),
        List.of(new SimpleRnn.Builder().nOut(9).build(), output()),
        List.of(new Bidirectional(Bidirectional.Mode.CONCAT, lstm(9)), output()),
        List.of(new Bidirectional(Bidirectional.Mode.ADD, graves()), output()),
        List.of(new Bidirectional(Bidirectional.Mode.MUL, lstm(9)), output()),
        List.of(new Bidirectional(Bidirectional.Mode.AVERAGE, simple()), output()),
        List.of(new LastTimeStep(lstm(9)), flatOutput()),
        List.of(new LastTimeStep(simple()), flatOutput()),
        List.of(
            lstm(6),
            new LastTimeStep(new Bidirectional(Bidirectional.Mode.CONCAT, lstm(9))),
            flatOutput()),
        List.of(new FrozenLayer(lstm(9)), new FrozenLayerWithBackprop(graves()), output()),
        List.of(new FrozenLayer(new Bidirectional(Bidirectional.Mode.CONCAT, lstm(9))), output()),
        List.of(new LSTM.Builder().nOut(128).activation(Activation.SOFTSIGN).build(), output()),
        List.of(lstm(9), outputs(Activation.IDENTITY, 40)),
        List.of(lstm(9), outputs(Activation.SIGMOID, 17)),
        List.of(lstm(9), new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), flatOutput()));
  }

  private static LSTM lstm(int units) {
    return new LSTM.Builder().nOut(units).build();
  }

  private static GravesLSTM graves() {
    return new GravesLSTM.Builder().nOut(8).build();
  }

  private static SimpleRnn simple() {
    return new SimpleRnn.Builder().nOut(9).build();
  }

  private static RnnOutputLayer output() {
    return new RnnOutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  private static RnnOutputLayer outputs(Activation activation, int outputs) {
    return new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
        .nOut(outputs)
        .activation(activation)
        .build();
  }

  private static OutputLayer flatOutput() {
    return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void kernelsComputeWhatDl4jDoes(List<Layer> layers) {
    ComputationGraph network = network(RNNFormat.NCW, layers);
    assertThat(areKernels(network)).isTrue();
    assertSame(network);
  }

  /** Whether the engine computes all of it, as a call shows. */
  private static boolean areKernels(ComputationGraph network) {
    RoutedInference plan = RoutedInference.compile(network);
    plan.output(Nd4j.randn(3, FEATURES, STEPS));
    return plan.leftToDl4j().isEmpty();
  }

  private static ComputationGraph network(RNNFormat format, List<Layer> layers) {
    InputType input = InputType.recurrent(FEATURES, STEPS, format);
    ComputationGraph network = Chain.of(DataType.FLOAT, input, layers.toArray(new Layer[0]));
    Nd4j.getRandom().setSeed(5);
    network.params().addi(Nd4j.randn(network.params().shape()).muli(0.3));
    return network;
  }

  private static void assertSame(ComputationGraph network) {
    for (int batch : new int[] {1, 2, 5, 33}) {
      Stock.assertSame("batch " + batch, network, Nd4j.randn(batch, FEATURES, STEPS));
    }
  }

  /**
   * One step and many, units that fill panels and do not, and so many that threads share the units
   * and not the samples.
   */
  @ParameterizedTest(name = "{0} samples of {1} steps, {2} features, {3} units")
  @CsvSource({
    "1, 1, 1, 1",
    "2, 1, 3, 16",
    "3, 40, 20, 32",
    "4, 65, 17, 33",
    "13, 3, 5, 100",
    "9, 400, 3, 100",
    "70, 300, 2, 20",
    "1, 3000, 2, 130",
    "1, 9, 3, 200",
    "3, 70, 5, 260"
  })
  void sequencesOfAnySizeAreComputed(int samples, int steps, int features, int units) {
    ComputationGraph network =
        Chain.of(
            DataType.FLOAT,
            InputType.recurrent(features),
            new Bidirectional(Bidirectional.Mode.ADD, lstm(units)),
            output());
    Nd4j.getRandom().setSeed(units);
    INDArray x = Nd4j.randn(samples, features, steps);
    Stock.assertSame("", network, x);
  }

  @Test
  void gatesThatAreOpenOrClosedAltogetherAreSo() {
    ComputationGraph network = network(RNNFormat.NCW, List.of(lstm(20), graves(), output()));
    Stock.assertSame("", network, Nd4j.randn(6, FEATURES, STEPS).muli(1e4));
  }

  /** What is kept for thousands of steps must not decay by what a gate is short of 0 or 1. */
  @Test
  void aCellKeepsItsStateForThousandsOfSteps() {
    ComputationGraph network = network(RNNFormat.NCW, List.of(lstm(2)));
    network.params().assign(0);
    // The block takes the first feature, which comes once; gates are open or closed for good.
    network.getParam("l0_W").putScalar(0, 0, 0.5).putScalar(0, 6, 40).putScalar(0, 7, 40);
    network.getParam("l0_b").assign(Nd4j.createFromArray(0.5f, 0.5f, 20, 8, 20, 20, -20, -20));
    INDArray x = Nd4j.zeros(1, FEATURES, 2000);
    x.putScalar(0, 0, 0, 1);
    INDArray expected = network.outputSingle(x);
    assertThat(expected.getDouble(0, 0, 1999)).isGreaterThan(0.3);
    Stock.assertSame("", network, x);
  }

  @Test
  void infiniteSumsOpenAndCloseGates() {
    ComputationGraph network = network(RNNFormat.NCW, List.of(lstm(20), graves(), output()));
    INDArray x = Nd4j.randn(2, FEATURES, STEPS);
    x.putScalar(0, 2, 3, Float.POSITIVE_INFINITY).putScalar(1, 4, 0, Float.NEGATIVE_INFINITY);
    Stock.assertSame("", network, x);
  }

  @Test
  void masksReachWhatHeedsThem() {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(8)
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(FEATURES, STEPS))
            .addLayer("lstm", lstm(6), "in")
            .addLayer("simple", simple(), "lstm")
            .addVertex("last", new LastTimeStepVertex("in"), "lstm")
            .addLayer("wrapped", new LastTimeStep(lstm(4)), "lstm")
            .addLayer("both", new Bidirectional(Bidirectional.Mode.ADD, lstm(9)), "lstm")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "simple", "both")
            .addLayer("pooled", new GlobalPoolingLayer(PoolingType.AVG), "sum")
            .addVertex("flat", new MergeVertex(), "last", "wrapped")
            .addLayer("a", flatOutput(), "pooled")
            .addLayer("b", flatOutput(), "flat")
            .addLayer("c", output(), "sum")
            .addLayer("d", lstm(3), "sum")
            .setOutputs("a", "b", "c", "d");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    INDArray[] x = {Nd4j.randn(5, FEATURES, STEPS)};
    INDArray[] masks = {Nd4j.ones(5, STEPS)};
    for (int sample = 0; sample < 5; sample++) {
      for (int step = STEPS - sample; step < STEPS; step++) {
        masks[0].putScalar(sample, step, 0);
      }
    }
    INDArray[] expected = network.output(false, x, masks);
    network.clearLayerMaskArrays();
    Stock.assertClose("", RoutedInference.compile(network).output(x, masks), expected);
    INDArray[] labels = {null, null, masks[0], masks[0]};
    INDArray[] masked = network.output(false, x, masks, labels);
    network.clearLayerMaskArrays();
    Stock.assertClose(
        "", RoutedComputationGraph.of(network).output(false, x, masks, labels), masked);
  }

  @Test
  void threadsAndCallsComputeTheSameBits() throws Exception {
    ComputationGraph network = network(RNNFormat.NCW, List.of(lstm(260), graves(), output()));
    RoutedInference plan = RoutedInference.compile(network, 2);
    INDArray x = Nd4j.randn(3, FEATURES, STEPS);
    INDArray expected = plan.output(x)[0];
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<Callable<INDArray>> calls = Collections.nCopies(100, () -> plan.output(x)[0]);
      for (Future<INDArray> found : callers.invokeAll(calls)) {
        assertThat(found.get().equalsWithEps(expected, 0)).isTrue();
      }
    } finally {
      callers.shutdownNow();
    }
    Stock.assertClose("", new INDArray[] {expected}, network.output(x));
  }

  @Test
  void aNetworkOfLayersAndItsValuesInsideAreComputedToo() {
    MultiLayerNetwork layers =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(8)
                .list(
                    new Bidirectional(Bidirectional.Mode.CONCAT, lstm(9)),
                    new LastTimeStep(lstm(4)),
                    flatOutput())
                .setInputType(InputType.recurrent(FEATURES))
                .build());
    layers.init();
    INDArray x = Nd4j.randn(3, FEATURES, STEPS);
    INDArray[] expected = {layers.output(x)};
    Stock.assertClose("", RoutedInference.compile(layers).output(x), expected);
    ComputationGraph graph = layers.toComputationGraph();
    Map<String, INDArray> inside = graph.feedForward(x, false);
    Map<String, INDArray> found = RoutedComputationGraph.of(graph).feedForward(x, false);
    assertThat(found.keySet()).isEqualTo(inside.keySet());
    inside.forEach(
        (name, value) ->
            Stock.assertClose(
                name, new INDArray[] {found.get(name)}, new INDArray[] {value.dup('c')}));
  }

  @Test
  void whatIsNoNumberStaysNone() {
    ComputationGraph network = network(RNNFormat.NCW, List.of(lstm(20)));
    network.getParam("l0_b").putScalar(3, Double.NaN);
    INDArray x = Nd4j.randn(2, FEATURES, STEPS);
    INDArray expected = network.outputSingle(x);
    assertThat(expected.isNaN().castTo(DataType.INT32).sumNumber().intValue()).isPositive();
    INDArray found = RoutedInference.compile(network).output(x)[0];
    assertThat(found.isNaN()).isEqualTo(expected.isNaN());
  }

  /** What DL4J forgets of the length of sequences it does where paths meet, too. */
  @Test
  void costsOfRoutedPathsAreThoseOfTheCostModel() {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(FEATURES, STEPS))
            .addLayer("both", new Bidirectional(Bidirectional.Mode.CONCAT, lstm(4)), "in");
    new RoutedBlock("block", new Bidirectional(Bidirectional.Mode.CONCAT, lstm(4)))
        .router(new ActivityGateLayer.Builder().threshold(-1).build())
        .addTo(builder, "both");
    builder.addLayer("out", output(), "block").setOutputs("out");
    ComputationGraph network = new ComputationGraph(builder.build());
    network.init();
    CostModel costs = CostModel.of(network, InputType.recurrent(FEATURES, STEPS));
    INDArray x = Nd4j.randn(1, FEATURES, STEPS);
    assertThat(RoutedInference.compile(network).infer(x).macs())
        .containsExactly(costs.total() - costs.of("block-bypass"));
  }

  @Test
  void costsAreThoseOfTheCostModel() {
    Layer both = new Bidirectional(Bidirectional.Mode.CONCAT, graves());
    List<Layer> layers = List.of(both, new LastTimeStep(lstm(9)), flatOutput());
    ComputationGraph network = network(RNNFormat.NCW, layers);
    long total = CostModel.of(network, InputType.recurrent(FEATURES, STEPS)).total();
    long[] macs = RoutedInference.compile(network).infer(Nd4j.randn(2, FEATURES, STEPS)).macs();
    assertThat(macs).containsExactly(total, total);
  }

  @Test
  void whatHasNoKernelIsLeftToDl4j() {
    assertLeft(new GravesBidirectionalLSTM.Builder().nOut(9).build(), output());
    assertLeft(new MaskZeroLayer(lstm(9), 0), output());
    assertLeft(new LSTM.Builder().nOut(9).activation(new DoubleTanh()).build(), output());
  }

  private static void assertLeft(Layer... layers) {
    ComputationGraph network = network(RNNFormat.NCW, List.of(layers));
    assertThat(areKernels(network)).isFalse();
    assertSame(network);
  }

  @Test
  void anotherNumberOfFeaturesIsRefused() {
    RoutedInference plan = RoutedInference.compile(network(RNNFormat.NCW, List.of(lstm(9))));
    assertThatThrownBy(() -> plan.output(Nd4j.randn(2, FEATURES + 1, STEPS)))
        .hasMessageContaining("[N, 5, ")
        .hasMessageContaining("[N, 6, 7]");
    assertThat(plan.output(Nd4j.randn(2, FEATURES, STEPS))[0].shape()).containsExactly(2, 9, 7);
  }

  @Test
  void tanhAndGatesAreThoseOfMath() {
    int n = 400_001;
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (i - n / 2) * 1e-4f;
    }
    float[] tanh = x.clone();
    Loops.tanh(tanh, n);
    float[] gate = x.clone();
    Loops.gate(gate, n);
    for (int i = 0; i < n; i++) {
      double expected = Math.tanh(x[i]);
      assertThat((double) tanh[i]).isCloseTo(expected, within(4e-7 * Math.abs(expected)));
      assertThat((double) gate[i]).isCloseTo(1 / (1 + Math.exp(-x[i])), within(2e-7));
    }
  }

  @Test
  void tanhOfWhatIsNoOrdinaryNumber() {
    float[] x = {
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MAX_VALUE,
      Float.MIN_VALUE,
      -0f
    };
    Loops.tanh(x, x.length);
    assertThat(x).containsExactly(Float.NaN, 1, -1, 1, Float.MIN_VALUE, -0f);
  }
}
