package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class SharesTest {
  private static final int WIDTH = 512;
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final int LARGE = 96 * THREADS + 9;

  /** Wide enough to be cut: a gated block, then a routed one, then two outputs. */
  private static ComputationGraph wide() {
    return network(WIDTH);
  }

  private static ComputationGraph network(int width) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(width))
            .addLayer("gate", new ActivityGateLayer.Builder().threshold(0.5).build(), "in")
            .addLayer("block", dense(width), "in")
            .addVertex("mix", new RoutingVertex(), "gate", "block", "in")
            .addLayer("router", new RouterLayer.Builder().nIn(width).build(), "mix")
            .addLayer("other", dense(width), "mix")
            .addVertex("mix2", new RoutingVertex(), "router", "other", "mix")
            .addLayer("out", output(3), "mix2")
            .addLayer("early", output(5), "mix");
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("out", "early").build());
    graph.init();
    return graph;
  }

  private static DenseLayer dense(int width) {
    return new DenseLayer.Builder().nOut(width).activation(Activation.RELU).build();
  }

  private static OutputLayer output(int classes) {
    return new OutputLayer.Builder().nOut(classes).activation(Activation.SOFTMAX).build();
  }

  /** Every third row is quiet. */
  private static INDArray input(int batch) {
    return input(batch, WIDTH);
  }

  private static INDArray input(int batch, int width) {
    INDArray x = Nd4j.randn(DataType.FLOAT, batch, width);
    for (int r = 1; r < batch; r += 3) {
      x.getRow(r).muli(0.01);
    }
    return x;
  }

  @Test
  void aLargeBatchOfAWideNetworkGivesWhatDl4jGives() {
    Stock.assertSame("uneven shares", wide(), input(LARGE));
    Stock.assertSame("even shares", wide(), input(LARGE - 9));
  }

  @Test
  void aSmallerBatchIsEnoughWhereEveryCoreHasTheWeightsNear() {
    Stock.assertSame("weights far from cores", wide(), input(LARGE / 2));
    Stock.assertSame("weights near", network(200), input(16 * THREADS + 1, 200));
    Stock.assertSame("too little work to cut", network(8), input(LARGE, 8));
  }

  @Test
  void aVertexThatLeadsToNoOutputIsComputedForTheWholeBatch() {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .graphBuilder()
            .allowDisconnected(true)
            .addInputs("in")
            .setInputTypes(InputType.feedForward(700))
            .addLayer("a", new DenseLayer.Builder().nOut(700).build(), "in")
            .addLayer("out", output(3), "a")
            .addVertex("side", new L2NormalizeVertex(), "a");
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("out").build());
    graph.init();
    RoutedComputationGraph routed = RoutedComputationGraph.of(graph);
    INDArray[] x = {Nd4j.randn(DataType.FLOAT, LARGE, 700)};

    INDArray expected = graph.output(List.of("side"), false, x, null)[0];

    assertThat(routed.output(List.of("side"), false, x, null)[0].equalsWithEps(expected, 1e-5))
        .isTrue();
  }

  @Test
  void pathsOfDifferentShapesAreAnErrorThoughEachShareTakesButOne() {
    ComputationGraphConfiguration configuration =
        unchecked()
            .addLayer("gate", new ActivityGateLayer.Builder().threshold(0.5).build(), "in")
            .addLayer("path0", new DenseLayer.Builder().nIn(WIDTH).nOut(6).build(), "in")
            .addLayer("path1", new DenseLayer.Builder().nIn(WIDTH).nOut(4).build(), "in")
            .addVertex("mix", new RoutingVertex(), "gate", "path0", "path1")
            .setOutputs("mix")
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    INDArray x = Nd4j.randn(DataType.FLOAT, 1000, WIDTH);
    x.get(NDArrayIndex.interval(500, 1000), NDArrayIndex.all()).muli(0.01);
    RoutedInference plan = RoutedInference.compile(graph);

    assertThatThrownBy(() -> plan.output(x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"mix\"")
        .hasMessageContaining("[N, 6]")
        .hasMessageContaining("[N, 4]");
  }

  @Test
  void aCallThatNeedsDl4jLeavesTheResultsOfLaterOnesAsTheyWere() {
    int width = 200;
    ComputationGraphConfiguration configuration =
        unchecked()
            .addLayer("gate", new ActivityGateLayer.Builder().threshold(0.5).build(), "in")
            .addLayer("rare", new ActivityGateLayer.Builder().threshold(50).build(), "in")
            .addLayer("first", tanh(width, width), "in")
            .addVertex("some", new RoutingVertex(), "gate", "first", "in")
            .addLayer("second", tanh(width, width), "some")
            .addLayer("one", tanh(width, 1), "second")
            // The engine leaves it to DL4J to broadcast.
            .addVertex("product", new ElementWiseVertex(Op.Product), "second", "one")
            .addVertex("mix", new RoutingVertex(), "rare", "product", "second")
            .addLayer("out", new OutputLayer.Builder().nIn(width).nOut(10).build(), "mix")
            .setOutputs("out")
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    RoutedInference plan = RoutedInference.compile(graph);
    List<INDArray> batches =
        IntStream.range(0, 40).mapToObj(i -> input(17 * THREADS + 7 * i, width)).toList();
    INDArray rare = batches.get(0).dup();
    rare.getRow(6).muli(1000);
    List<float[]> before = results(plan, batches);

    Stock.assertClose("with a rare sample", plan.output(rare), graph.output(rare));

    assertThat(results(plan, batches))
        .usingElementComparator(Arrays::compare)
        .containsExactlyElementsOf(before);
  }

  private static List<float[]> results(RoutedInference plan, List<INDArray> batches) {
    return batches.stream().map(x -> plan.output(x)[0].data().asFloat()).toList();
  }

  private static DenseLayer tanh(int inputs, int outputs) {
    return new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(Activation.TANH).build();
  }

  /** Shapes are not looked at before there are data. */
  private static ComputationGraphConfiguration.GraphBuilder unchecked() {
    return new NeuralNetConfiguration.Builder().seed(1).graphBuilder().addInputs("in");
  }

  @Test
  void decisionsAndCostsAreThoseOfSmallBatches() {
    RoutedInference plan = RoutedInference.compile(wide());
    INDArray x = input(LARGE);
    InferenceResult whole = plan.infer(x);
    for (int from = 0; from < LARGE; from += 50) {
      int to = Math.min(LARGE, from + 50);
      InferenceResult some =
          plan.infer(x.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).dup());
      assertThat(Arrays.copyOfRange(whole.macs(), from, to)).isEqualTo(some.macs());
      for (String router : new String[] {"gate", "router"}) {
        assertThat(whole.decisions().get(router).get(NDArrayIndex.interval(from, to)).dup())
            .isEqualTo(some.decisions().get(router));
      }
    }
  }

  @Test
  void arraysOfTheCallersAreFilledAsNewOnesAreEvenOverTheInput() {
    ComputationGraph graph = wide();
    RoutedInference plan = RoutedInference.compile(graph);
    INDArray x = input(LARGE);
    INDArray[] expected = plan.output(x.dup());
    INDArray over = Nd4j.createFromArray(new float[LARGE * WIDTH]).reshape(LARGE, WIDTH);
    over.assign(x);
    INDArray first =
        over.reshape(LARGE * (long) WIDTH)
            .get(NDArrayIndex.interval(0, LARGE * 3))
            .reshape(LARGE, 3);
    INDArray[] kept = {first, Nd4j.create(LARGE, 5)};
    plan.outputInto(kept, over);
    assertThat(kept[0]).isEqualTo(expected[0]);
    assertThat(kept[1]).isEqualTo(expected[1]);
  }

  @Test
  void aNanIsReportedWithItsSampleOfTheWholeBatchAndLeavesThePlanUsable() {
    RoutedInference plan = RoutedInference.compile(wide());
    INDArray x = input(LARGE);
    INDArray[] expected = plan.output(x);
    INDArray bad = x.dup();
    bad.putScalar(150, 7, Float.NaN);
    bad.putScalar(190, 7, Float.NaN);
    assertThatThrownBy(() -> plan.output(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"in\"")
        .hasMessageContaining("sample 150 ");
    assertThat(plan.output(x)).isEqualTo(expected);
  }
}
