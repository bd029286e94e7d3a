package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What cannot be decided is refused by the engine as it is by DL4J's own inference. */
class NotANumberTest {
  private static final int WIDTH = 6;

  private static GraphBuilder stem() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .dataType(DataType.FLOAT)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.feedForward(WIDTH))
        .addLayer(
            "stem",
            new DenseLayer.Builder().nOut(WIDTH).activation(Activation.IDENTITY).build(),
            "in");
  }

  static ComputationGraph finished(GraphBuilder builder, String last) {
    ComputationGraph graph =
        new ComputationGraph(
            builder
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                    last)
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  private static ComputationGraph routed(RoutingLayer router) {
    GraphBuilder builder = stem();
    new RoutedBlock("b", new DenseLayer.Builder().nOut(WIDTH).activation(Activation.TANH).build())
        .residual()
        .router(router)
        .addTo(builder, "stem");
    return finished(builder, "b");
  }

  private static INDArray x() {
    return Nd4j.rand(DataType.FLOAT, 4, WIDTH);
  }

  /** One weight of NaN makes one feature of every sample NaN, behind what checks the input. */
  private static void poison(ComputationGraph graph) {
    graph.getParam("stem_W").putScalar(0, 2, Float.NaN);
  }

  private static void assertBothRefuse(ComputationGraph graph, String... parts) {
    RoutedComputationGraph wrapped = RoutedComputationGraph.of(graph);
    for (int batch : new int[] {1, 4}) {
      INDArray x = Nd4j.rand(DataType.FLOAT, batch, WIDTH);
      assertThatThrownBy(() -> graph.output(x))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(parts);
      assertThatThrownBy(() -> RoutedInference.compile(graph).output(x))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(parts);
      assertThatThrownBy(() -> wrapped.output(x))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(parts);
    }
  }

  @ParameterizedTest
  @EnumSource
  void activitiesOfNotANumberAreRefused(ActivityMeasure measure) {
    ComputationGraph graph =
        routed(new ActivityGateLayer.Builder().measure(measure).threshold(0.1).build());
    Stock.assertSame("sound", graph, x());
    poison(graph);
    assertBothRefuse(graph, "Layer \"b-router\"", "expected an input without NaN");
  }

  static Stream<RoutingLayer> otherRouters() {
    return Stream.of(new RouterLayer.Builder().build(), new ConfidenceGateLayer.Builder().build());
  }

  @ParameterizedTest
  @MethodSource("otherRouters")
  void scoresOfNotANumberAreRefused(RoutingLayer router) {
    ComputationGraph graph = routed(router);
    poison(graph);
    assertBothRefuse(graph, "Layer \"b-router\"", "expected", "NaN");
  }

  static Stream<RoutingLayer> gates() {
    return Stream.of(
        new ActivityGateLayer.Builder().build(), new ConfidenceGateLayer.Builder().build());
  }

  @ParameterizedTest
  @MethodSource("gates")
  void thresholdsOfNotANumberAreRefused(RoutingLayer gate) {
    ComputationGraph graph = routed(gate);
    RoutedComputationGraph wrapped = RoutedComputationGraph.of(graph);
    wrapped.output(x());
    for (ComputationGraph network : new ComputationGraph[] {graph, wrapped}) {
      network.getParam("b-router_tau").assign(Float.NaN);
      assertBothRefuse(
          network, "Layer \"b-router\"", "expected a threshold that is a number, found NaN");
    }
  }

  @Test
  void aSkippingBlockRefusesBoth() {
    GraphBuilder builder = stem();
    DenseLayer dense = new DenseLayer.Builder().nOut(WIDTH).build();
    builder.addLayer("b", new ActivitySkipLayer.Builder(dense).build(), "stem");
    ComputationGraph graph = finished(builder, "b");
    graph.getParam("b_tau").assign(Float.NaN);
    assertBothRefuse(graph, "Layer \"b\"", "threshold", "NaN");
    graph.getParam("b_tau").assign(0);
    poison(graph);
    assertBothRefuse(graph, "Layer \"b\"", "expected an input without NaN");
  }

  @ParameterizedTest
  @EnumSource
  void infinitiesAreDecidedAlike(ActivityMeasure measure) {
    ComputationGraph graph =
        routed(new ActivityGateLayer.Builder().measure(measure).threshold(0.1).build());
    graph.getParam("stem_b").putScalar(0, Float.POSITIVE_INFINITY);
    INDArray x = x();
    Throwable stock = catching(() -> graph.feedForward(x, false));
    Throwable engine = catching(() -> RoutedInference.compile(graph).output(x));
    assertThat(engine == null).as("%s and %s", stock, engine).isEqualTo(stock == null);
  }

  private static Throwable catching(Runnable action) {
    try {
      action.run();
      return null;
    } catch (IllegalStateException e) {
      return e;
    }
  }

  @Test
  void networksOfLayersWithoutParametersAreRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new OutputLayer.Builder().nIn(5).nOut(2).activation(Activation.SOFTMAX).build())
                .build());
    assertThatThrownBy(() -> RoutedInference.compile(network))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("Expected an initialised MultiLayerNetwork", "found", "init()");
    assertThatThrownBy(() -> RoutedInference.compile((MultiLayerNetwork) null))
        .hasMessageContaining("expected a MultiLayerNetwork, found null");
  }
}
