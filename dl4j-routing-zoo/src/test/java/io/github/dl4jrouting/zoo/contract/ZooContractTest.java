package io.github.dl4jrouting.zoo.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.analysis.VertexCost;
import io.github.dl4jrouting.transform.RoutingTransform;
import io.github.dl4jrouting.transform.SkippableBlock;
import io.github.dl4jrouting.zoo.RoutedZoo;
import io.github.dl4jrouting.zoo.RoutedZooModel;
import io.github.dl4jrouting.zoo.Routing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.memory.MemoryType;
import org.deeplearning4j.nn.conf.memory.MemoryUseMode;
import org.deeplearning4j.nn.conf.memory.NetworkMemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.deeplearning4j.zoo.ZooModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** What every model of the zoo does, dense and routed, as a citizen of DL4J. */
class ZooContractTest {

  static final String MODELS = "io.github.dl4jrouting.zoo.contract.SmallModel#withRouting";

  @Test
  @SuppressWarnings("rawtypes") // services are classes, and ZooModel has a parameter
  void everyModelThatTheServiceLoaderFindsIsListedAndUnderContract() {
    var found =
        ServiceLoader.load(ZooModel.class).stream()
            .<Class<?>>map(provider -> provider.type())
            .filter(type -> type.getName().startsWith("io.github.dl4jrouting"))
            .collect(Collectors.toSet());
    assertThat(found).isNotEmpty();
    assertThat(RoutedZoo.models().stream().<Class<?>>map(Object::getClass))
        .containsExactlyInAnyOrderElementsOf(found);
    assertThat(SmallModels.all().stream().map(SmallModel::type).distinct())
        .as("add a small version of each model to SmallModels")
        .containsExactlyInAnyOrderElementsOf(found);
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void aSeedGivesTheSameWeightsAgainAndAnotherSeedOthers(SmallModel small, Routing routing) {
    INDArray weights = small.model(routing).init().params();
    Nd4j.getRandom().setSeed(99);
    assertThat(numbers(small.model(routing).init().params())).containsExactly(numbers(weights));
    INDArray others = small.builder(routing).seed(6).build().init().params();
    assertThat(numbers(others)).isNotEqualTo(numbers(weights));
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void twinsStartWithTheSameWeights(SmallModel small, Routing routing) {
    ComputationGraph dense = small.model(Routing.NONE).init();
    ComputationGraph twin = small.model(routing).init();
    for (var layer : dense.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      for (Map.Entry<String, INDArray> values : layer.paramTable().entrySet()) {
        double[] own =
            twinNames(small, routing, name).stream()
                .map(part -> twin.getLayer(part).getParam(values.getKey()))
                .flatMapToDouble(part -> Arrays.stream(numbers(part)))
                .toArray();
        assertThat(own).as(name).containsExactly(numbers(values.getValue()));
      }
    }
    assertThat(twin.numParams() > dense.numParams()).isEqualTo(routing != Routing.NONE);
    assertThat(SmallModel.deciders(twin).isEmpty()).isEqualTo(routing == Routing.NONE);
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void aTrainedTwinAnswersAsBeforeOnceItIsRoutedUntilSomethingSkips(
      SmallModel small, Routing routing) {
    RoutedZooModel<?> model = small.model(routing);
    ComputationGraph dense = SmallModel.trained(small.model(Routing.NONE), DataType.FLOAT, 3);
    INDArray before = dense.params().dup();
    ComputationGraph routed = model.initFrom(dense);
    INDArray x = SmallModel.data(model, 7, DataType.FLOAT).getFeatures(0);
    Gates.OPEN.set(routed, x);
    // A convolution whose filters have been divided may add in another order.
    assertThat(numbers(routed.output(x)[0]))
        .containsExactly(numbers(dense.output(x)[0]), within(1e-6));
    routed.fit(SmallModel.data(model, 7, DataType.FLOAT));
    assertThat(dense.params()).as("has weights of its own").isEqualTo(before);
  }

  private static List<String> twinNames(SmallModel small, Routing routing, String name) {
    return routing == Routing.NONE ? List.of(name) : small.model(routing).routedNames(name);
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  @SuppressWarnings("deprecation") // DL4J's tools still ask for it
  void theShapeThatItsMetaDataGivesIsTheOneThatItTakes(SmallModel small, Routing routing) {
    RoutedZooModel<?> model = small.model(routing);
    ComputationGraphConfiguration before = model.conf();
    int[][] shape = model.metaData().getInputShape();
    model.setInputShape(shape);
    assertThat(model.conf()).isEqualTo(before);
    assertThat(model.metaData().useMDS()).isFalse();
    assertThat(model.toBuilder().build().conf()).isEqualTo(before);
    assertThat(model.modelType()).isEqualTo(ComputationGraph.class);
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void routingAddsCostsAndLeavesThoseOfTheTwinAsTheyAre(SmallModel small, Routing routing) {
    RoutedZooModel<?> model = small.model(routing);
    ComputationGraph network = model.init();
    CostModel costs = CostModel.of(network, model.inputType());
    CostModel dense = CostModel.of(small.model(Routing.NONE).conf(), model.inputType());
    assertThat(dense.total()).isPositive();
    for (VertexCost vertex : dense.vertices()) {
      if (vertex.macs() > 0) {
        assertThat(twinNames(small, routing, vertex.name()).stream().mapToLong(costs::of).sum())
            .as(vertex.name())
            .isEqualTo(vertex.macs());
      }
    }
    long deciding = SmallModel.deciders(network).stream().mapToLong(costs::of).sum();
    assertThat(deciding > 0).isEqualTo(routing != Routing.NONE);
    assertThat(costs.total()).isGreaterThanOrEqualTo(dense.total() + deciding);
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void aMemoryReportCountsTheParametersAndGrowsWithTheBatch(SmallModel small, Routing routing) {
    RoutedZooModel<?> model = small.model(routing);
    NetworkMemoryReport report = model.conf().getMemoryReport(model.inputType());
    assertThat(
            report.getMemoryBytes(
                MemoryType.PARAMETERS, 8, MemoryUseMode.TRAINING, CacheMode.NONE, DataType.FLOAT))
        .isEqualTo(4 * model.init().numParams());
    long one = totalBytes(report, 1);
    assertThat(totalBytes(report, 8)).isGreaterThan(2 * one - 4 * model.init().numParams());
  }

  private static long totalBytes(NetworkMemoryReport report, int samples) {
    return report.getTotalMemoryBytes(
        samples, MemoryUseMode.INFERENCE, CacheMode.NONE, DataType.FLOAT);
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void configurationsSurviveJson(SmallModel small, Routing routing) {
    ComputationGraphConfiguration conf =
        small.dropping(routing).router(SmallModel.softRouter()).build().conf();
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(conf.toJson());
    assertThat(read).isEqualTo(conf);
    assertThat(read.toJson()).isEqualTo(conf.toJson());
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void aSavedNetworkIsRestoredAndTrainedOnAsIfItHadNeverBeenAway(SmallModel small, Routing routing)
      throws IOException {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      RoutedZooModel<?> model = small.dropping(routing).dataType(type).build();
      ComputationGraph network = SmallModel.trained(model, type, 2);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ModelSerializer.writeModel(network, out, true);
      ComputationGraph restored =
          ModelSerializer.restoreComputationGraph(
              new ByteArrayInputStream(out.toByteArray()), true);
      MultiDataSet data = SmallModel.data(model, 6, type);
      INDArray x = data.getFeatures(0);
      assertThat(restored.output(x)).isEqualTo(network.output(x));
      assertThat(network.output(x)[0].dataType()).isEqualTo(type);
      for (ComputationGraph each : List.of(network, restored)) {
        Nd4j.getRandom().setSeed(3);
        each.fit(data);
      }
      assertThat(numbers(restored.params())).containsExactly(numbers(network.params()));
    }
  }

  /** ND4J finds that an infinite threshold differs from itself. */
  private static double[] numbers(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void trainsWithAndWithoutWorkspacesToTheSameWeights(SmallModel small, Routing routing) {
    RoutedZooModel<?> model = small.builder(routing).dataType(DataType.DOUBLE).build();
    INDArray[] learned = new INDArray[2];
    for (WorkspaceMode mode : List.of(WorkspaceMode.NONE, WorkspaceMode.ENABLED)) {
      ComputationGraph network = model.init();
      network.getConfiguration().setTrainingWorkspaceMode(mode);
      network.getConfiguration().setInferenceWorkspaceMode(mode);
      MultiDataSet data = SmallModel.data(model, 12, DataType.DOUBLE);
      double before = network.score(data, true);
      for (int step = 0; step < 5; step++) {
        network.fit(data);
      }
      assertThat(network.score(data, true)).isLessThan(before);
      learned[mode == WorkspaceMode.NONE ? 0 : 1] = network.params();
    }
    assertThat(numbers(learned[1])).containsExactly(numbers(learned[0]), within(1e-9));
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void transferLearningFreezesTheFirstLayersAndTrainsTheOthers(SmallModel small, Routing routing) {
    RoutedZooModel<?> model = small.model(routing);
    ComputationGraph network = SmallModel.trained(model, DataType.FLOAT, 1);
    MultiDataSet data = SmallModel.data(model, 10, DataType.FLOAT);
    String first = network.getConfiguration().getVertices().keySet().iterator().next();
    ComputationGraph transferred =
        new TransferLearning.GraphBuilder(network)
            .fineTuneConfiguration(fineTune())
            .setFeatureExtractor(first)
            .build();
    assertThat(transferred.output(data.getFeatures(0)))
        .isEqualTo(network.output(data.getFeatures(0)));
    transferred.fit(data);
    assertThat(frozen(transferred)).containsExactly(first);
    assertFrozen(network, transferred);
    assertThat(numbers(transferred.params())).isNotEqualTo(numbers(network.params()));
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void transferLearningGivesItOtherClasses(SmallModel small, Routing routing) {
    RoutedZooModel<?> model = small.model(routing);
    ComputationGraph network = SmallModel.trained(model, DataType.FLOAT, 1);
    String output = network.getConfiguration().getNetworkOutputs().get(0);
    assumeTrue(
        network.getLayer(output).conf().getLayer() instanceof OutputLayer,
        "its classes come out of paths that meet, and are not those of one layer");
    String body = network.getConfiguration().getVertexInputs().get(output).get(0);
    ComputationGraph transferred =
        new TransferLearning.GraphBuilder(network)
            .fineTuneConfiguration(fineTune())
            .setFeatureExtractor(body)
            .removeVertexKeepConnections(output)
            .addLayer(
                output,
                new OutputLayer.Builder()
                    .nIn(network.layerInputSize(output))
                    .nOut(5)
                    .activation(Activation.SOFTMAX)
                    .build(),
                body)
            .build();
    INDArray x = SmallModel.data(model, 10, DataType.FLOAT).getFeatures(0);
    MultiDataSet data = SmallModel.labelled(x, 5, 1);
    double before = transferred.score(data);
    for (int step = 0; step < 5; step++) {
      transferred.fit(data);
    }
    assertThat(transferred.score(data)).isLessThan(before);
    assertFrozen(network, transferred);
    assertThat(transferred.feedForward(x, false).get(body))
        .isEqualTo(network.feedForward(x, false).get(body));
  }

  private static FineTuneConfiguration fineTune() {
    return new FineTuneConfiguration.Builder().updater(new Sgd(0.001)).seed(1).build();
  }

  private static List<String> frozen(ComputationGraph network) {
    return Arrays.stream(network.getLayers())
        .filter(FrozenLayer.class::isInstance)
        .map(layer -> layer.conf().getLayer().getLayerName())
        .toList();
  }

  private static void assertFrozen(ComputationGraph before, ComputationGraph after) {
    assertThat(frozen(after)).isNotEmpty();
    for (String name : frozen(after)) {
      if (after.getLayer(name).numParams() > 0) {
        assertThat(numbers(after.getLayer(name).params()))
            .as(name)
            .containsExactly(numbers(before.getLayer(name).params()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(MODELS)
  void openGatesAroundItsBlocksDoNotChangeABit(SmallModel small, Routing routing) {
    RoutedZooModel<?> model = small.model(routing);
    ComputationGraph network = SmallModel.trained(model, DataType.FLOAT, 2);
    RoutingTransform transform = RoutingTransform.of(network, model.inputType());
    List<String> ofDense = blocks(small.model(Routing.NONE));
    assertThat(ofDense).as("what is routed already is no block").containsAll(blocks(model));
    boolean eachOnItsOwn = routing == Routing.ROUTERS || routing == Routing.ACTIVITY_GATES;
    assertThat(blocks(model).size() < ofDense.size()).isEqualTo(eachOnItsOwn && !ofDense.isEmpty());
    if (!transform.blocks().isEmpty()) {
      INDArray x = SmallModel.data(model, 7, DataType.FLOAT).getFeatures(0);
      for (ComputationGraph gated :
          List.of(transform.withActivityGates(), transform.withRouters())) {
        assertThat(SmallModel.deciders(gated))
            .hasSize(SmallModel.deciders(network).size() + transform.blocks().size());
        assertThat(gated.output(x)).isEqualTo(network.output(x));
      }
    }
  }

  private static List<String> blocks(RoutedZooModel<?> model) {
    return RoutingTransform.of(model.init(), model.inputType()).blocks().stream()
        .map(SkippableBlock::name)
        .toList();
  }
}
