package io.github.dl4jrouting.zoo.search.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.transform.RoutingTransform;
import io.github.dl4jrouting.vertex.RoutingVertex;
import io.github.dl4jrouting.zoo.search.GatedNetwork;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

class GraphOutcomeTest {

  private static MultiDataSetIterator data() {
    return new MultiDataSetIteratorAdapter(GatedNetwork.samples(200));
  }

  @Test
  void agreesWithTheRecordedTraces() {
    ComputationGraph gated =
        RoutingTransform.of(GatedNetwork.plain())
            .withActivityGates(ActivityMeasure.MEAN_ABS, Direction.SKIP_LOW);
    GateTraces traces = GatedNetwork.traces().get(ActivityMeasure.MEAN_ABS);
    double[] thresholds = {0.45, Double.POSITIVE_INFINITY, 0.5};
    for (int i = 0; i < thresholds.length; i++) {
      Thresholded.of(gated.getLayer(traces.sites().get(i).gate())).setThreshold(thresholds[i]);
    }

    Outcome measured = GraphOutcome.of(gated, data());
    Outcome looked = traces.evaluate(thresholds);

    assertThat(measured.accuracy()).isEqualTo(looked.accuracy()).isBetween(0.3, 0.999);
    assertThat(measured.skipRatio())
        .isCloseTo(looked.skipRatio(), within(1e-12))
        .isBetween(0.4, 1.0);
    assertThat(measured.macs()).isCloseTo(looked.macs(), within(1e-6));
    assertThat(measured.computeRatio()).isCloseTo(looked.computeRatio(), within(1e-9));
  }

  @Test
  void aNetworkWithoutRoutersSkipsNothing() {
    Outcome outcome = GraphOutcome.of(GatedNetwork.plain(), data());

    assertThat(outcome).isEqualTo(new Outcome(1, 0, 1, 6 * 8 + 3 * 8 * 8 + 8 * 3));
  }

  /** One path of three is the bypass; samples go by the sign of their first feature. */
  @Test
  void aSampleOnAnyOtherPathThanTheBypassComputesABlock() {
    RouterLayer router = new RouterLayer.Builder().paths(3).build();
    ComputationGraph graph =
        network(
            InputType.feedForward(4),
            builder ->
                builder
                    .addLayer("a", new DenseLayer.Builder().nOut(4).build(), "in")
                    .addLayer("b", new DenseLayer.Builder().nOut(4).build(), "in")
                    .addLayer("router", new FrozenLayer(router), "in")
                    .addLayer(
                        "skip", new FrozenLayer(new SkipConnectionLayer.Builder().build()), "in")
                    .addVertex("mix", new RoutingVertex(), "router", "a", "b", "skip"),
            "mix");
    INDArray w = graph.getLayer("router").getParam("W0");
    w.assign(0).putScalar(0, 1, 9).putScalar(0, 2, -9);
    graph.getLayer("router").getParam("b0").assign(Nd4j.createFromArray(-9f, 0, 0));
    INDArray x = Nd4j.randn(DataType.FLOAT, 6, 4);
    x.putColumn(0, Nd4j.createFromArray(1f, 2, -1, 3, -2, 1));

    Outcome outcome = GraphOutcome.of(graph, of(x));

    assertThat(outcome.skipRatio()).isCloseTo(2.0 / 6, within(1e-12));
    double dense = 2 * 4 * 4 + 4 * 2;
    assertThat(outcome.computeRatio() * dense).isCloseTo(outcome.macs(), within(1e-9));
  }

  @Test
  void imagesAndSequencesMayHaveTheirChannelsLast() {
    ConvolutionLayer convolution =
        new ConvolutionLayer.Builder(2, 2).nOut(3).dataFormat(CNN2DFormat.NHWC).build();
    ComputationGraph images =
        network(
            InputType.convolutional(6, 5, 2, CNN2DFormat.NHWC),
            builder -> builder.addLayer("conv", convolution, "in"),
            "conv");
    assertThat(GraphOutcome.of(images, of(Nd4j.rand(DataType.FLOAT, 3, 6, 5, 2))))
        .satisfies(outcome -> assertThat(outcome.computeRatio()).isEqualTo(1))
        .satisfies(
            outcome -> assertThat(outcome.macs()).isEqualTo(2 * 2 * 2 * 3 * 5 * 4 + 3 * 5 * 4 * 2));

    LSTM lstm = new LSTM.Builder().nOut(3).dataFormat(RNNFormat.NWC).build();
    ComputationGraph sequences =
        network(
            InputType.recurrent(2, 7, RNNFormat.NWC),
            builder -> builder.addLayer("lstm", new LastTimeStep(lstm), "in"),
            "lstm");
    assertThat(GraphOutcome.of(sequences, of(Nd4j.rand(DataType.FLOAT, 3, 7, 2))).computeRatio())
        .isEqualTo(1);
  }

  private static ComputationGraph network(
      InputType type, Consumer<GraphBuilder> layers, String last) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(type);
    layers.accept(builder);
    builder
        .addLayer(
            "out", new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(), last)
        .setOutputs("out");
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    return graph;
  }

  private static MultiDataSetIterator of(INDArray x) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, x.size(0), 2);
    labels.getColumn(0).assign(1);
    return new MultiDataSetIteratorAdapter(
        new ListDataSetIterator<>(List.of(new DataSet(x, labels)), 1));
  }

  @Test
  void needsSamples() {
    MultiDataSetIterator empty =
        new MultiDataSetIteratorAdapter(new ListDataSetIterator<>(List.<DataSet>of(), 1));

    assertThatThrownBy(() -> GraphOutcome.of(GatedNetwork.plain(), empty))
        .hasMessageContaining("found none");
  }
}
