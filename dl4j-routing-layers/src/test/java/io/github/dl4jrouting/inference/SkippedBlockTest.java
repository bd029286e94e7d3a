package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.skip.ActivitySkipRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An {@link ActivitySkipLayer} in a plan: its block is computed for the samples that want it. */
class SkippedBlockTest {
  private static final int SAMPLES = 30;

  /** What the gate costs for images [4, 6, 5]. */
  private static final long GATE = 4 * 6 * 5;

  private static ActivitySkipLayer skipping(boolean residual, Layer... block) {
    return new ActivitySkipLayer.Builder(block).residual(residual).threshold(0.5).build();
  }

  private static ComputationGraph network(InputType type, Layer... layers) {
    Layer[] all = Arrays.copyOf(layers, layers.length + 1);
    all[layers.length] = new ActivationLayer(Activation.IDENTITY);
    return Chain.of(DataType.FLOAT, type, all);
  }

  /** Samples of little activity and of much. */
  private static INDArray samples(InputType type) {
    Nd4j.getRandom().setSeed(11);
    INDArray x = Nd4j.randn(Chain.shape(type, SAMPLES));
    for (int r = 0; r < SAMPLES; r += 3) {
      x.slice(r).muli(0.1);
    }
    return x;
  }

  private static List<Layer> denseBlock() {
    return List.of(
        new DenseLayer.Builder().nOut(9).build(),
        new BatchNormalization(),
        new DenseLayer.Builder().nOut(16).build());
  }

  private static boolean isKernelsAlone(ComputationGraph graph) {
    return SingleSample.suits(Compiler.lean(graph, Set.of()));
  }

  @Test
  void kernelsComputeItAsDl4jDoes() {
    List<InputType> types =
        List.of(
            InputType.feedForward(16),
            InputType.convolutional(6, 5, 4),
            InputType.convolutional(6, 5, 4, CNN2DFormat.NHWC));
    for (InputType type : types) {
      for (boolean residual : new boolean[] {false, true}) {
        List<Layer> block =
            type instanceof InputType.InputTypeFeedForward
                ? denseBlock()
                : List.of(
                    new ConvolutionLayer.Builder(3, 3).nOut(7).build(),
                    new BatchNormalization(),
                    new SeparableConvolution2D.Builder(3, 3).nOut(4).build());
        ActivitySkipLayer layer = skipping(residual, block.toArray(new Layer[0]));
        ComputationGraph graph = network(type, layer, layer.clone());

        assertThat(isKernelsAlone(graph)).as(type.toString()).isTrue();
        Stock.assertSame(type + ", residual " + residual, graph, samples(type));
        Stock.assertSame(
            type + ", one", graph, samples(type).slice(1).reshape(Chain.shape(type, 1)));
      }
    }
  }

  @Test
  void itsDecisionsAndCostsAreThoseOfItsSamples() {
    InputType type = InputType.convolutional(6, 5, 4);
    ComputationGraph graph =
        network(
            type,
            skipping(
                true,
                new ConvolutionLayer.Builder(3, 3).nOut(7).build(),
                new ConvolutionLayer.Builder(3, 3).nOut(4).build()));
    INDArray x = samples(type);
    RoutedInference plan = RoutedInference.compile(graph);
    CostModel costs = CostModel.of(graph, type);

    assertThat(costs.of("l0")).isEqualTo(GATE + 2 * (GATE * 7 * 9));
    checkCosts(graph, x, plan.infer(x), costs, GATE);
    INDArray[] masks = {Nd4j.ones(SAMPLES, 1, 1, 1)};
    checkCosts(graph, x, plan.infer(new INDArray[] {x}, masks), costs, GATE);
    assertThat(plan.leftToDl4j()).isEmpty();
  }

  private static void checkCosts(
      ComputationGraph graph, INDArray x, InferenceResult result, CostModel costs, long gate) {
    graph.output(x);
    boolean[] computed = ((ActivitySkipRuntime) graph.getLayer("l0")).computedSamples();
    List<Boolean> through = new ArrayList<>();
    for (int r = 0; r < SAMPLES; r++) {
      through.add(result.decisions().get("l0").getDouble(r, 0) == 1);
      assertThat(through.get(r)).as("sample %d", r).isEqualTo(computed[r]);
      assertThat(result.macs()[r])
          .as("sample %d", r)
          .isEqualTo(computed[r] ? costs.of("l0") : gate);
    }
    assertThat(through).contains(true, false);
  }

  @Test
  void whatHasNoKernelIsLeftToDl4j() {
    InputType images = InputType.convolutional(6, 5, 4);
    ComputationGraph graph =
        network(
            images,
            skipping(
                true,
                new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
                new ConvolutionLayer.Builder(1, 1).nOut(4).activation(new DoubleTanh()).build()));
    INDArray x = samples(images);
    assertThat(isKernelsAlone(graph)).isFalse();
    Stock.assertSame("a layer without a kernel", graph, x);
    checkCosts(
        graph, x, RoutedInference.compile(graph).infer(x), CostModel.of(graph, images), GATE);
  }

  @Test
  void whatABlockComputesInPlaceIsNotWhatIsAddedToItsResult() {
    InputType images = InputType.convolutional(6, 5, 4);
    Stock.assertSame(
        "in place",
        network(
            images,
            skipping(
                true,
                new ActivationLayer(Activation.RELU),
                new ConvolutionLayer.Builder(1, 1).nOut(4).activation(new DoubleTanh()).build())),
        samples(images));
  }

  @Test
  void frozenAndAfterAPreprocessorItIsTheSame() {
    InputType type = InputType.feedForward(16);
    ActivitySkipLayer layer = skipping(true, denseBlock().toArray(new Layer[0]));
    ComputationGraph frozen = network(type, new FrozenLayer(layer.clone()));
    assertThat(isKernelsAlone(frozen)).isTrue();
    Stock.assertSame("frozen", frozen, samples(type));

    InputType images = InputType.convolutional(2, 4, 2);
    ComputationGraph flattened = network(images, layer);
    INDArray x = samples(images);
    Stock.assertSame("flattened", flattened, x);
    checkCosts(
        flattened,
        x,
        RoutedInference.compile(flattened).infer(x),
        CostModel.of(flattened, images),
        2 * 4 * 2);
  }

  @Test
  void inANetworkOfLayersInARowItSkipsToo() {
    var list =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .list()
            .layer(skipping(true, denseBlock().toArray(new Layer[0])))
            .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.feedForward(16));
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    INDArray x = samples(InputType.feedForward(16));

    InferenceResult result = RoutedInference.compile(network).infer(x);

    Stock.assertClose(
        "network of layers",
        result.outputs().toArray(new INDArray[0]),
        new INDArray[] {network.output(x)});
    assertThat(result.macs()[0]).isLessThan(result.macs()[1]);
  }

  @Test
  void aThresholdThatIsSetLaterHoldsAfterARefresh() {
    InputType type = InputType.feedForward(16);
    ComputationGraph graph = network(type, skipping(true, denseBlock().toArray(new Layer[0])));
    RoutedInference plan = RoutedInference.compile(graph);
    ((ActivitySkipRuntime) graph.getLayer("l0")).setThreshold(1e6);

    assertThat(plan.isStale()).isTrue();
    plan.refresh();

    INDArray x = samples(type);
    assertThat(plan.output(x)[0]).isEqualTo(x);
  }

  @Test
  void anInputOfAnotherShapeIsRefusedThoughNobodyWouldComputeTheBlock() {
    ComputationGraph graph =
        network(InputType.feedForward(16), skipping(true, denseBlock().toArray(new Layer[0])));
    RoutedInference plan = RoutedInference.compile(graph);

    assertThatThrownBy(() -> plan.output(Nd4j.zeros(3, 15)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Vertex \"l0\"")
        .hasMessageContaining("16 features in layout DENSE, found shape [N, 15]");
    assertThat(plan.output(Nd4j.zeros(3, 16))[0].rows()).isEqualTo(3);
  }
}
