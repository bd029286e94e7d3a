package io.github.dl4jrouting.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.calibration.SkipRatioCalibrator;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import io.github.dl4jrouting.transform.BlockKind;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.deeplearning4j.zoo.PretrainedType;
import org.deeplearning4j.zoo.ZooModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.SingletonDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class RoutedMlpTest {

  private static RoutedMlpBuilder small() {
    return RoutedMlp.builder().inputs(6).classes(3).width(8).blocks(2).seed(5);
  }

  @BeforeEach
  void startRandomNumbersAnew() {
    Nd4j.getRandom().setSeed(7);
  }

  @ParameterizedTest
  @CsvSource({"NONE, 1", "NONE, 0.5", "ROUTERS, 1", "ROUTERS, 0.5", "ACTIVITY_GATES, 1"})
  void trainsSavesAndLoads(Routing routing, double survival) throws IOException {
    ComputationGraph network = small().routing(routing).survival(survival).build().init();
    INDArray x = Nd4j.rand(DataType.FLOAT, 12, 6);
    INDArray y = Nd4j.zeros(DataType.FLOAT, 12, 3);
    for (int n = 0; n < 12; n++) {
      y.putScalar(n, n % 3, 1);
    }
    DataSet data = new DataSet(x, y);
    double before = network.score(data);
    for (int i = 0; i < 40; i++) {
      network.fit(data);
    }
    assertThat(network.score(data)).isLessThan(before);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, out, true);
    ComputationGraph restored =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(out.toByteArray()));
    assertThat(restored.getConfiguration()).isEqualTo(network.getConfiguration());
    assertThat(restored.outputSingle(x)).isEqualTo(network.outputSingle(x));
  }

  @ParameterizedTest
  @EnumSource(value = Routing.class, mode = EnumSource.Mode.EXCLUDE, names = "EARLY_EXIT")
  void twinsStartWithTheSameWeights(Routing routing) {
    ComputationGraph dense = small().survival(0.6).build().init();
    ComputationGraph twin = small().survival(0.6).routing(routing).build().init();
    for (String layer : new String[] {"stem", "block-1-0", "block-2-0", "classes"}) {
      assertThat(twin.getLayer(layer).params()).isEqualTo(dense.getLayer(layer).params());
    }
  }

  @Test
  void gatesAreOpenUntilTheirThresholdsAreSet() {
    ComputationGraph dense = small().build().init();
    ComputationGraph gated = small().routing(Routing.ACTIVITY_GATES).build().init();
    INDArray x = Nd4j.rand(DataType.FLOAT, 40, 6);
    assertThat(gated.outputSingle(x)).isEqualTo(dense.outputSingle(x));
    new SkipRatioCalibrator(gated, InputType.feedForward(6))
        .calibrate(new SingletonDataSetIterator(new DataSet(x, Nd4j.zeros(40, 3))), 0.5);
    assertThat(gated.outputSingle(x)).isNotEqualTo(dense.outputSingle(x));
  }

  @Test
  void everyBlockOfTheDenseTwinCanBeSkipped() {
    RoutingTransform transform = RoutingTransform.of(small().survival(0.5).build().init());
    assertThat(transform.blocks())
        .hasSize(2)
        .allMatch(block -> block.kind() == BlockKind.RESIDUAL)
        .extracting(block -> block.name())
        .containsExactly("block-1", "block-2");
  }

  @Test
  void theEngineGivesTheStockNetworksOutputs() {
    ComputationGraph network = small().survival(0.5).routing(Routing.ROUTERS).build().init();
    INDArray x = Nd4j.rand(DataType.FLOAT, 9, 6);
    INDArray engine = RoutedInference.compile(network).output(x)[0];
    assertThat(engine.equalsWithEps(network.outputSingle(x), 1e-5)).isTrue();
  }

  @Test
  void settingsReachTheNetwork() {
    ComputationGraph network =
        small()
            .updater(new Sgd(0.3))
            .l2(0.25)
            .dataType(DataType.DOUBLE)
            .routing(Routing.ROUTERS)
            .throughTarget(0.7)
            .build()
            .init();
    String json = network.getConfiguration().toJson();
    assertThat(json).contains("Sgd", "0.3", "0.25", "0.7");
    assertThat(network.params().dataType()).isEqualTo(DataType.DOUBLE);
    assertThat(network.getLayer("stem").getParam("W").shape()).containsExactly(6, 8);
  }

  @Test
  void aRouterOfOnesOwnStandsBeforeEachBlock() {
    RouterLayer own = new RouterLayer.Builder().hidden(5).trainingMode(TrainingMode.GUMBEL).build();
    ComputationGraph network = small().routing(Routing.ROUTERS).router(own).build().init();
    for (String router : List.of("block-1-router", "block-2-router")) {
      RouterLayer placed = (RouterLayer) network.getLayer(router).conf().getLayer();
      assertThat(placed.hiddenSizes()).containsExactly(5);
      assertThat(placed.trainingMode()).isEqualTo(TrainingMode.GUMBEL);
    }
    ComputationGraph dense = small().build().init();
    assertThat(network.getLayer("block-2-0").params())
        .isEqualTo(dense.getLayer("block-2-0").params());
  }

  @Test
  void aBuilderUsedAgainDoesNotChangeTheModelsMadeBefore() {
    RoutedMlpBuilder builder = small();
    RoutedMlp model = builder.build();
    builder.width(20);
    assertThat(model.init().getLayer("stem").getParam("W").shape()).containsExactly(6, 8);
  }

  @Test
  void takesTheNumberOfInputsFromAShape() {
    RoutedMlp model = small().build();
    model.setInputShape(new int[][] {{1, 4, 5}});
    assertThat(model.init().getLayer("stem").getParam("W").size(0)).isEqualTo(20);
    assertThatThrownBy(() -> model.setInputShape(new int[][] {{1}, {2}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[[1], [2]]");
  }

  @Test
  void isAZooModelThatTheServiceLoaderFinds() throws Exception {
    RoutedMlp model =
        StreamSupport.stream(ServiceLoader.load(ZooModel.class).spliterator(), false)
            .filter(RoutedMlp.class::isInstance)
            .map(RoutedMlp.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(model.modelName()).isEqualTo("routedmlp");
    assertThat(model.modelType()).isEqualTo(ComputationGraph.class);
    assertThat(model.init().numParams()).isPositive();
    assertThatThrownBy(() -> model.initPretrained(PretrainedType.IMAGENET))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void withAnEarlyExitOnlyUnsureSamplesComputeTheBlocks() {
    ComputationGraph network =
        ExitHead.withoutTrainingOutput(small().routing(Routing.EARLY_EXIT).build().init());
    INDArray x = Nd4j.rand(DataType.FLOAT, 40, 6);
    ComputationGraph dense = small().build().init();
    assertThat(network.outputSingle(x).equalsWithEps(dense.outputSingle(x), 1e-6))
        .as("until its threshold is set, nobody exits")
        .isTrue();
    InferenceResult open = RoutedInference.compile(network).infer(x);

    Thresholded.of(network.getLayer(ExitHead.GATE)).setThreshold(0.0);
    InferenceResult closed = RoutedInference.compile(network).infer(x);
    int blocks = 2 * 8 * 8 + 8 * 3;
    assertThat(open.macs()[0] - closed.macs()[0]).isEqualTo(blocks);
    assertThat(closed.outputs().get(0)).isNotEqualTo(open.outputs().get(0));
  }

  @Test
  void withAnEarlyExitTheDeepPathStartsAsTheDenseTwin() {
    ComputationGraph dense = small().build().init();
    RoutedMlp model = small().routing(Routing.EARLY_EXIT).build();
    ComputationGraph exits = model.init();
    for (var layer : dense.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      assertThat(exits.getLayer(model.routedNames(name).get(0)).params()).isEqualTo(layer.params());
    }
    assertThat(exits.getConfiguration().getNetworkOutputs()).containsExactly("classes", "exit");
  }

  @Test
  void refusesSizesBelow1() {
    assertThatThrownBy(() -> RoutedMlp.builder().width(0)).hasMessageContaining("found 0");
    assertThatThrownBy(() -> RoutedMlp.builder().blocks(-1)).hasMessageContaining("found -1");
    assertThatThrownBy(() -> RoutedMlp.builder().survival(0)).hasMessageContaining("survival");
  }
}
