package io.github.dl4jrouting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.transform.RoutingTransform;
import io.github.dl4jrouting.vertex.ResidualVertex;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.ops.transforms.Transforms;

class RoutedBlockTest {
  private static final int WIDTH = 8;

  private static GraphBuilder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .updater(new Sgd(0.1))
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("in");
  }

  private static DenseLayer dense(int nOut) {
    return new DenseLayer.Builder().nOut(nOut).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nIn(WIDTH).nOut(2).activation(Activation.SOFTMAX).build();
  }

  private static ComputationGraphConfiguration finished(GraphBuilder graph, String last) {
    return graph.addLayer("out", output(), last).setOutputs("out").build();
  }

  private static INDArray x() {
    return Nd4j.rand(5, WIDTH);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16})
  void residualBlocksThatChangeTheSizeAreRejectedWhenTheGraphIsBuilt(int nOut) {
    GraphBuilder graph = builder().setInputTypes(InputType.feedForward(WIDTH));
    new RoutedBlock("b", dense(nOut)).residual().addTo(graph, "in");
    assertThatThrownBy(() -> finished(graph, "b"))
        .hasMessageContainingAll(
            "Block \"b\"",
            "expected layers that keep the shape of their input, InputTypeFeedForward(8",
            "found an output of InputTypeFeedForward(" + nOut);
  }

  @Test
  void residualBlocksOfImagesThatChangeTheShapeAreRejectedWhenTheGraphIsBuilt() {
    GraphBuilder graph = builder().setInputTypes(InputType.convolutional(4, 4, 2));
    var stride = new org.deeplearning4j.nn.conf.layers.ConvolutionLayer.Builder(1, 1).stride(2, 2);
    new RoutedBlock("b", stride.nOut(2).build()).residual().addTo(graph, "in");
    assertThatThrownBy(() -> finished(graph, "b"))
        .hasMessageContainingAll("Block \"b\"", "expected", "h=4", "found", "h=2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void withoutInputTypesNInAndNOutTellThatAResidualBlockChangesTheSize(int nOut) {
    DenseLayer first = new DenseLayer.Builder().nIn(WIDTH).nOut(3).build();
    DenseLayer last = new DenseLayer.Builder().nIn(3).nOut(nOut).build();
    for (Layer end : new Layer[] {last, new FrozenLayer(last)}) {
      RoutedBlock block =
          new RoutedBlock("b", first, end, new ActivationLayer(Activation.RELU)).residual();
      assertThatThrownBy(() -> block.addTo(builder(), "in"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(
              "Block \"b\"", "8 features (nIn)", "found an output of " + nOut + " features (nOut)");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void otherwiseTheFirstForwardPassTells(int nOut) {
    GraphBuilder graph = builder();
    Layer layer = new DenseLayer.Builder().nIn(WIDTH).nOut(nOut).build();
    graph.addLayer("b-0", layer, "in");
    graph.addVertex("b-add", new ResidualVertex("b"), "in", "b-0");
    refuses(finished(graph, "b-add"), nOut, "5");
    GraphBuilder routed = builder().addLayer("b-0", layer, "in");
    RouterLayer router = new RouterLayer.Builder().nIn(WIDTH).build();
    routed.addLayer("b-router", router, "in");
    routed.addVertex("b", RoutingVertex.residual("b"), "b-router", "b-0", "in");
    refuses(finished(routed, "b"), nOut, "N");
  }

  private static void refuses(
      ComputationGraphConfiguration configuration, int nOut, String samplesInPlan) {
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    assertThatThrownBy(() -> network.output(x())).hasMessageContainingAll(fault("5", nOut));
    RoutedInference plan = RoutedInference.compile(network);
    assertThatThrownBy(() -> plan.output(x())).hasMessageContainingAll(fault(samplesInPlan, nOut));
  }

  private static String[] fault(String samples, int nOut) {
    return new String[] {
      "Block \"b\"",
      "expected",
      "[" + samples + ", 8]",
      "found an output of [" + samples + ", " + nOut + "]"
    };
  }

  @Test
  void anAdditionSurvivesJsonAndKnowsItsBlock() {
    GraphBuilder graph = builder().setInputTypes(InputType.feedForward(WIDTH));
    new RoutedBlock("a", dense(WIDTH)).residual(Activation.RELU).addTo(graph, "in");
    new RoutedBlock("b", dense(WIDTH)).residual().addTo(graph, "a");
    new RoutedBlock("c", dense(WIDTH)).addTo(graph, "b");
    ComputationGraphConfiguration built = finished(graph, "c");
    String json = built.toJson();
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(json);
    assertThat(read).isEqualTo(built);
    for (var configuration : List.of(read, read.clone())) {
      var vertices = configuration.getVertices();
      assertThat(vertices.get("a-add")).isEqualTo(new ResidualVertex("a"));
      assertThat(vertices.get("a")).isEqualTo(new RoutingVertex());
      assertThat(vertices.get("b")).isEqualTo(RoutingVertex.residual("b"));
      assertThat(vertices.get("c")).isEqualTo(new RoutingVertex());
    }
    assertThat(RoutingVertex.residual("b"))
        .isNotEqualTo(RoutingVertex.residual("a"))
        .isNotEqualTo(new RoutingVertex());
    // Versions without it know no such property.
    assertThat(json).containsOnlyOnce("residualBlock");
  }

  /** What this block was before its routing vertex could add. */
  @Test
  void aResidualBlockIsAnAdditionAndAChoice() {
    GraphBuilder graph = builder().setInputTypes(InputType.feedForward(WIDTH));
    new RoutedBlock("b", dense(WIDTH)).residual().addTo(graph, "in");
    ComputationGraph network = new ComputationGraph(finished(graph, "b"));
    network.init();
    GraphBuilder apart =
        builder()
            .setInputTypes(InputType.feedForward(WIDTH))
            .addLayer("b-0", dense(WIDTH), "in")
            .addVertex("b-add", new ResidualVertex("b"), "in", "b-0")
            .addLayer("b-router", new RouterLayer.Builder().build(), "in")
            .addVertex("b", new RoutingVertex(), "b-router", "b-add", "in");
    ComputationGraph other = new ComputationGraph(finished(apart, "b"));
    other.init();
    other.setParams(network.params());
    DataSet data = new DataSet(x(), Nd4j.eye(2).get(NDArrayIndex.indices(0, 1, 1, 0, 1)));
    for (int step = 0; step < 3; step++) {
      network.fit(data);
      other.fit(data);
    }
    assertThat(network.params().equalsWithEps(other.params(), 1e-6)).isTrue();
    assertThat(network.output(data.getFeatures())[0])
        .isEqualTo(other.output(data.getFeatures())[0]);
  }

  @Test
  void sequencesOfAnyLengthMayBeAddedToSequencesOfAKnownOne() {
    InputType known = InputType.recurrent(WIDTH, 7);
    InputType any = InputType.recurrent(WIDTH);
    assertThat(new ResidualVertex("b").getOutputType(0, known, any)).isEqualTo(known);
  }

  @Test
  void oneDescriptionOfLayerRouterAndBypassServesSeveralBlocks() {
    RouterLayer router = new RouterLayer.Builder().build();
    SkipConnectionLayer bypass = new SkipConnectionLayer.Builder().build();
    DenseLayer layer = dense(WIDTH);
    GraphBuilder graph = builder().setInputTypes(InputType.feedForward(WIDTH));
    new RoutedBlock("a", layer, layer).router(router).bypass(bypass).addTo(graph, "in");
    new RoutedBlock("b", layer).router(router).bypass(bypass).addTo(graph, "a");
    ComputationGraph network = new ComputationGraph(finished(graph, "b"));
    network.init();
    INDArray y = Nd4j.zeros(5, 2);
    y.getColumn(0).assign(1);
    double before = network.score(new DataSet(x(), y));
    for (int i = 0; i < 5; i++) {
      network.fit(new DataSet(x(), y));
    }
    assertThat(network.score(new DataSet(x(), y))).isLessThan(before);
    assertThat(network.getParam("a-0_W")).isNotEqualTo(network.getParam("b-0_W"));
    assertThat(router.getLayerName()).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFunctionAfterTheAdditionIsOnTheThroughPathAlone(boolean open) {
    GraphBuilder graph = builder().setInputTypes(InputType.feedForward(WIDTH));
    double threshold = open ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    new RoutedBlock("b", dense(WIDTH))
        .residual(Activation.RELU)
        .router(new ActivityGateLayer.Builder().threshold(threshold).build())
        .addTo(graph, "in");
    ComputationGraph network = new ComputationGraph(finished(graph, "b"));
    network.init();
    INDArray x = x().subi(0.5);
    var activations = network.feedForward(x, false);
    INDArray through = Transforms.relu(x.add(activations.get("b-0")), true);
    assertThat(activations.get("b")).isEqualTo(open ? through : x);
    assertThat(through).isNotEqualTo(x);
    assertThat(
            RoutedInference.compile(network)
                .output(x)[0]
                .equalsWithEps(network.outputSingle(x), 1e-5))
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "IDENTITY"})
  void residualBlocksAreNotGatedTwice(Activation afterAddition) {
    GraphBuilder graph = builder().setInputTypes(InputType.feedForward(WIDTH));
    graph.addLayer("stem", dense(WIDTH), "in");
    new RoutedBlock("b", dense(WIDTH), dense(WIDTH)).residual(afterAddition).addTo(graph, "stem");
    ComputationGraph network = new ComputationGraph(finished(graph, "b"));
    network.init();
    assertThat(RoutingTransform.of(network, InputType.feedForward(WIDTH)).blocks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fusingADecidedResidualBlockLeavesTheAdditionOrItsInput(boolean open) {
    GraphBuilder graph = builder().setInputTypes(InputType.feedForward(WIDTH));
    double threshold = open ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    new RoutedBlock("b", dense(WIDTH))
        .residual()
        .router(new ActivityGateLayer.Builder().threshold(threshold).build())
        .addTo(graph, "in");
    ComputationGraph network = new ComputationGraph(finished(graph, "b"));
    network.init();
    ComputationGraph fused = RoutingTransform.fuse(network);
    assertThat(fused.getConfiguration().getVertices().keySet())
        .containsExactlyInAnyOrder(open ? new String[] {"b-0", "b", "out"} : new String[] {"out"});
    INDArray x = x();
    assertThat(fused.outputSingle(x)).isEqualTo(network.outputSingle(x));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void fusingKeepsTheAdditionOfAnyPathOfAResidualVertex(int path) {
    GraphBuilder graph =
        builder()
            .setInputTypes(InputType.feedForward(WIDTH))
            .addLayer("x", dense(WIDTH), "in")
            .addLayer("a", dense(WIDTH), "x")
            .addLayer("b", dense(WIDTH), "x")
            .addLayer("router", new RouterLayer.Builder().paths(3).build(), "x")
            .addVertex("y", RoutingVertex.residual("y"), "router", "a", "b", "x");
    ComputationGraph network = new ComputationGraph(finished(graph, "y"));
    network.init();
    network.getParam("router_W0").assign(0);
    network.getParam("router_b0").assign(0).putScalar(path, 50);
    ComputationGraph fused = RoutingTransform.fuse(network, Map.of("router", path));
    assertThat(fused.getConfiguration().getVertices().keySet())
        .containsExactlyInAnyOrderElementsOf(
            List.of(
                    List.of("x", "a", "y", "out"),
                    List.of("x", "b", "y", "out"),
                    List.of("x", "out"))
                .get(path));
    INDArray x = x();
    assertThat(fused.outputSingle(x)).isEqualTo(network.outputSingle(x));
  }

  /** Before a gate, in its path, and where its block's input does not come from before. */
  @Test
  void onlyWhatIsInNoGatedBlockIsGated() {
    GraphBuilder graph = builder().setInputTypes(InputType.feedForward(WIDTH));
    graph.addLayer("stem", dense(WIDTH), "in").addLayer("before", dense(WIDTH), "stem");
    graph
        .addLayer("i0", dense(WIDTH), "before")
        .addLayer("i1", dense(WIDTH), "i0")
        .addVertex("inner", new ResidualVertex("inner"), "i0", "i1")
        .addLayer("router", new RouterLayer.Builder().build(), "before")
        .addVertex("gated", RoutingVertex.residual("gated"), "router", "inner", "before");
    graph
        .addLayer("after", dense(WIDTH), "gated")
        .addLayer("f", dense(WIDTH), "after")
        .addLayer("projection", dense(WIDTH), "after")
        .addLayer("r", new RouterLayer.Builder().build(), "after")
        .addVertex("projected", RoutingVertex.residual("projected"), "r", "f", "projection");
    ComputationGraph network = new ComputationGraph(finished(graph, "projected"));
    network.init();
    assertThat(RoutingTransform.of(network, InputType.feedForward(WIDTH)).blocks())
        .extracting(block -> block.vertices().toString())
        .contains("[before]", "[after]")
        .doesNotContain("[f]")
        .noneMatch(vertices -> vertices.contains("i0") || vertices.contains("i1"));
  }
}
