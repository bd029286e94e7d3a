package io.github.dl4jrouting.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.examples.data.ImageSamples;
import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** One routed block of 4·4 = 16 MACs with a router of 4·2 = 8, and an output layer of 4·3 = 12. */
class RouteCostTest {

  private static final InputType INPUT = InputType.feedForward(4);
  private static final long THROUGH = 0b01;
  private static final long BYPASS = 0b10;
  private static final long BOTH = 0b11;

  private static GraphBuilder start() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(INPUT);
  }

  private static ComputationGraph finished(GraphBuilder graph, String last) {
    graph.addLayer("out", new OutputLayer.Builder().nOut(3).build(), last).setOutputs("out");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private static ComputationGraph oneBlock() {
    GraphBuilder graph = start();
    new RoutedBlock("block", new DenseLayer.Builder().nOut(4).build())
        .residual()
        .router(new RouterLayer.Builder().build())
        .addTo(graph, "in");
    return finished(graph, "block");
  }

  private static ComputationGraph withBias(double through, double bypass) {
    ComputationGraph network = oneBlock();
    network.getLayer("block-router").getParam("W0").assign(0);
    network
        .getLayer("block-router")
        .getParam("b0")
        .assign(Nd4j.createFromArray((float) through, (float) bypass).reshape(1, 2));
    return network;
  }

  private static ImageSamples samples() {
    return new ImageSamples(
        new SampleShape(1, 1, 4), new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, new byte[] {0, 2});
  }

  @Test
  void bypassedBlockCostsNothingButItsRouter() {
    RouteCost cost = new RouteCost(oneBlock(), INPUT);

    assertThat(cost.of(new Route(List.of(THROUGH)))).isEqualTo(8 + 16 + 12);
    assertThat(cost.of(new Route(List.of(BYPASS)))).isEqualTo(8 + 12);
    assertThat(cost.of(new Route(List.of(BOTH)))).isEqualTo(8 + 16 + 12);
  }

  @Test
  void blockInsideABypassedPathCostsNothingNorDoesItsRouter() {
    GraphBuilder graph = start();
    new RoutedBlock("inner", new DenseLayer.Builder().nOut(4).build())
        .residual()
        .router(new RouterLayer.Builder().build())
        .addTo(graph, "in");
    graph
        .addLayer("gate", new RouterLayer.Builder().build(), "in")
        .addVertex("outer", new RoutingVertex(), "gate", "inner", "in");
    ComputationGraph network = finished(graph, "outer");
    RouteCost cost = new RouteCost(network, INPUT);

    assertThat(RoutedBlocks.of(network))
        .extracting(RoutedBlocks.Block::name)
        .containsExactly("inner", "outer");
    assertThat(cost.of(new Route(List.of(THROUGH, THROUGH)))).isEqualTo(8 + 8 + 16 + 12);
    assertThat(cost.of(new Route(List.of(BYPASS, THROUGH)))).isEqualTo(8 + 8 + 12);
    assertThat(cost.of(new Route(List.of(THROUGH, BYPASS)))).isEqualTo(8 + 12);
  }

  @Test
  void whatAResidualVertexAddsIsCountedForAll() {
    GraphBuilder graph = start();
    graph
        .addLayer("block", new DenseLayer.Builder().nOut(5).build(), "in")
        .addLayer("projection", new DenseLayer.Builder().nOut(5).build(), "in")
        .addLayer("gate", new RouterLayer.Builder().build(), "in")
        .addVertex("sum", RoutingVertex.residual("sum"), "gate", "block", "projection");
    RouteCost cost = new RouteCost(finished(graph, "sum"), INPUT);

    assertThat(cost.of(new Route(List.of(THROUGH)))).isEqualTo(20 + 20 + 8 + 15);
    assertThat(cost.of(new Route(List.of(BYPASS)))).isEqualTo(20 + 8 + 15);
  }

  @Test
  void vertexThatTwoPathsShareIsCountedOnce() {
    GraphBuilder graph = start();
    graph
        .addLayer("shared", new DenseLayer.Builder().nOut(4).build(), "in")
        .addVertex("half", new ScaleVertex(0.5), "shared")
        .addLayer("gate", new RouterLayer.Builder().build(), "in")
        .addVertex("either", new RoutingVertex(), "gate", "shared", "half");
    RouteCost cost = new RouteCost(finished(graph, "either"), INPUT);

    assertThat(cost.of(new Route(List.of(THROUGH)))).isEqualTo(16 + 8 + 12);
    assertThat(cost.of(new Route(List.of(BYPASS)))).isEqualTo(16 + 8 + 12);
  }

  @Test
  void openRouterSkipsNothingAndShutRouterEverything() {
    ComputationGraph open = withBias(3, -3);
    ComputationGraph shut = withBias(-3, 3);
    Measurement ofOpen = Measurement.of(open, samples(), 3);
    Measurement ofShut = Measurement.of(shut, samples(), 3);

    assertThat(ofOpen.skipRatio()).isZero();
    assertThat(new RouteCost(open, INPUT).mean(ofOpen)).isEqualTo(36);
    assertThat(ofShut.skipRatio()).isEqualTo(1);
    assertThat(ofShut.blocks().get(0).share(1)).isEqualTo(1);
    assertThat(new RouteCost(shut, INPUT).mean(ofShut)).isEqualTo(20);
    assertThat(new RouteCost(shut, INPUT).mean(ofShut, 2)).isEqualTo(20);
    assertThat(ofShut.distinctRoutes()).isEqualTo(1);
  }

  /** A block of 4·4 multiply-accumulates behind a gate of 4. */
  private static ComputationGraph skipping(double threshold) {
    GraphBuilder graph = start();
    DenseLayer dense = new DenseLayer.Builder().nOut(4).build();
    graph.addLayer("skip", new ActivitySkipLayer.Builder(dense).threshold(threshold).build(), "in");
    return finished(graph, "skip");
  }

  @Test
  void layersThatSkipByThemselvesAreCountedSampleBySample() {
    double between = (2.5 + 6.5) / 2 / 255;
    ComputationGraph network = skipping(between);
    Measurement measurement = Measurement.of(network, samples(), 3);

    assertThat(measurement.blocks()).extracting(PathTally::block).containsExactly("skip");
    assertThat(measurement.skipRatio()).isEqualTo(0.5);
    assertThat(measurement.skipRatio(0)).isEqualTo(1);
    assertThat(measurement.skipRatio(2)).isZero();
    RouteCost cost = new RouteCost(network, INPUT);
    assertThat(cost.mean(measurement, 0)).isEqualTo(4 + 12);
    assertThat(cost.mean(measurement, 2)).isEqualTo(4 + 16 + 12);
    assertThat(Measurement.of(skipping(Double.NEGATIVE_INFINITY), samples(), 3).skipRatio())
        .isZero();
  }

  @Test
  void frozenNetworksAreMeasuredAsTheyWereBefore() {
    for (ComputationGraph network : List.of(withBias(-3, 3), withBias(3, -3), skipping(0.02))) {
      String last = network.getConfiguration().getVertexInputs().get("out").get(0);
      ComputationGraph frozen =
          new TransferLearning.GraphBuilder(network).setFeatureExtractor(last).build();
      Measurement before = Measurement.of(network, samples(), 3);
      Measurement after = Measurement.of(frozen, samples(), 3);

      assertThat(after.blocks()).hasSize(1);
      assertThat(after.skipRatio()).isEqualTo(before.skipRatio());
      assertThat(after.routes().keySet()).isEqualTo(before.routes().keySet());
      assertThat(new RouteCost(frozen, INPUT).mean(after))
          .isEqualTo(new RouteCost(network, INPUT).mean(before));
    }
  }

  @Test
  void classWithoutSamplesHasZerosAndNoNaN() {
    ComputationGraph network = withBias(3, -3);
    Measurement measurement = Measurement.of(network, samples(), 3);

    assertThat(measurement.samples(1)).isZero();
    assertThat(measurement.accuracy(1)).isZero();
    assertThat(measurement.skipRatio(1)).isZero();
    assertThat(new RouteCost(network, INPUT).mean(measurement, 1)).isZero();
  }
}
