package io.github.dl4jrouting.contract;

import static io.github.dl4jrouting.contract.PersistenceContractTest.fit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jrouting.contract.ContractCase.Setup;
import io.github.dl4jrouting.contract.ContractCase.Trait;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.input.InputLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.memory.MemoryUseMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Clause: everything that DL4J does to train a network works on the library's layers. */
@ExtendWith(DoublePrecision.class)
class TrainingContractTest {
  private static final String CASES = "io.github.dl4jrouting.contract.ContractCases#chosen";
  private static final String DIFFERENTIABLE =
      "io.github.dl4jrouting.contract.ContractCases#differentiable";
  private static final Setup ADAM = Setup.doubles().with(new Adam(0.02));
  private static final double TINY = 1e-10;

  /** The library's parameters that no weight decay may touch. */
  private static final List<String> BIASES = List.of("tau", "c", "b", "b0", "b1", "b2");

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void trainingLowersTheScoreAndMovesParameters(ContractCase c) {
    MultiDataSet data = c.data(DataType.DOUBLE);
    ComputationGraph graph = c.network(ADAM);
    double before = graph.score(data, false);
    fit(graph, data, 8);
    assertThat(graph.score(data, false)).isLessThan(before);
    for (Layer layer : graph.getLayers()) {
      layer.paramTable().values().forEach(p -> assertThat(p.isNaN().any()).isFalse());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void workspacesDoNotChangeTraining(ContractCase c) {
    MultiDataSet data = c.data(DataType.DOUBLE);
    ComputationGraph with = c.network(ADAM.with(WorkspaceMode.ENABLED));
    ComputationGraph without = c.network(ADAM.with(WorkspaceMode.NONE));
    fit(with, data, 3);
    fit(without, data, 3);
    assertThat(with.params().equalsWithEps(without.params(), TINY)).isTrue();
    assertThat(with.score()).isCloseTo(without.score(), within(TINY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void fixedThresholdsStayAndLearnableOnesMove(ContractCase c) {
    ComputationGraph graph = c.network(ADAM.with(b -> b.l1(0.1).l2(0.1).weightDecay(0.1)));
    List<Double> before = thresholds(graph);
    fit(graph, c.data(DataType.DOUBLE), 2);
    if (c.name().contains("learnable")) {
      assertThat(thresholds(graph)).doesNotContainAnyElementsOf(before);
    } else {
      assertThat(thresholds(graph)).isEqualTo(before);
    }
  }

  private static List<Double> thresholds(ComputationGraph graph) {
    return Arrays.stream(graph.getLayers())
        .filter(ContractCase::isThresholded)
        .map(layer -> Thresholded.of(layer).threshold())
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(DIFFERENTIABLE)
  void gradientsAgreeUnderRegularization(ContractCase c) {
    assumeTrue(ContractCases.every() || c.scaffold().layout() == InputLayout.DENSE);
    ComputationGraph graph =
        c.network(Setup.doubles().with(b -> b.l1(0.02).l2(0.03).l1Bias(0.04).l2Bias(0.05)));
    GradientContractTest.assertGradients(graph, c.data(DataType.DOUBLE));
    ComputationGraph plain = c.network(Setup.doubles());
    plain.setParams(graph.params());
    MultiDataSet data = c.data(DataType.DOUBLE);
    assertThat(graph.score(data, true)).isGreaterThan(plain.score(data, true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(DIFFERENTIABLE)
  void gradientsAgreeWithoutDivisionByTheMinibatch(ContractCase c) {
    assumeTrue(
        ContractCases.every()
            || c.scaffold().layout() == InputLayout.DENSE
                && c.name().toLowerCase(Locale.ROOT).contains("penalty"));
    // DL4J's own LossLayer divides its score by the minibatch even then, but not its gradient.
    assumeFalse(c.name().startsWith("LossLayer"));
    ComputationGraph graph = c.network(Setup.doubles().with(b -> b.miniBatch(false)));
    GradientContractTest.assertGradients(graph, c.data(DataType.DOUBLE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void weightDecayShrinksWeightsAndNoThresholds(ContractCase c) {
    // With gradients clipped to nothing, only the decay is left.
    ComputationGraph graph =
        c.network(
            Setup.doubles()
                .with(new Sgd(1))
                .with(
                    b ->
                        b.weightDecay(0.5)
                            .gradientNormalization(
                                GradientNormalization.ClipElementWiseAbsoluteValue)
                            .gradientNormalizationThreshold(1e-300)));
    Map<String, INDArray> before = copy(graph.paramTable());
    fit(graph, c.data(DataType.DOUBLE), 1);
    // What DL4J makes of the coefficient is its own affair: its output layer is the measure.
    double left = graph.getParam("out_W").getDouble(0) / before.get("out_W").getDouble(0);
    assertThat(left).isBetween(-0.1, 0.9);
    for (Layer layer : graph.getLayers()) {
      if (isOurs(layer)) {
        assertDecayed(layer, left, before);
      }
    }
  }

  private static void assertDecayed(Layer layer, double left, Map<String, INDArray> before) {
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    layer
        .paramTable()
        .forEach(
            (key, value) -> {
              if (!String.valueOf(conf.getRegularizationByParam(key)).contains("L1")) {
                double factor = BIASES.contains(key.substring(key.indexOf('.') + 1)) ? 1 : left;
                String name = conf.getLayerName() + "_" + key;
                assertThat(value).as(name).isEqualTo(before.get(name).mul(factor));
              }
            });
  }

  private static boolean isOurs(Layer layer) {
    return layer.conf().getLayer().getClass().getName().startsWith("io.github.dl4jrouting");
  }

  private static Map<String, INDArray> copy(Map<String, INDArray> table) {
    return table.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().dup()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void gradientNormalizationBoundsEveryStep(ContractCase c) {
    MultiDataSet data = c.data(DataType.DOUBLE);
    for (GradientNormalization normalization : GradientNormalization.values()) {
      ComputationGraph graph =
          c.network(
              Setup.doubles()
                  .with(new Sgd(0.1))
                  .with(
                      b ->
                          b.gradientNormalization(normalization)
                              .gradientNormalizationThreshold(0.01)));
      Map<String, INDArray> before = copy(graph.paramTable());
      fit(graph, data, 1);
      for (Layer layer : graph.getLayers()) {
        if (isOurs(layer)) {
          layer
              .paramTable()
              .forEach(
                  (key, value) -> {
                    String name = layer.conf().getLayer().getLayerName() + "_" + key;
                    double step = value.sub(before.get(name)).normmaxNumber().doubleValue();
                    assertThat(step).as(name).isFinite();
                    if (normalization.name().startsWith("Clip")) {
                      // lr · (0.01 + what l1 adds) / samples
                      assertThat(step).as(name).isLessThan(0.1 * (0.01 + 1e-4) + TINY);
                    }
                  });
        }
      }
    }
  }

  /**
   * DL4J does not send gradients back through a FrozenLayer, so all before it must be frozen too:
   * the addition before an activation is not.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void frozenLayersStayWhileTheRestTrains(ContractCase c) {
    assertOnlyTheRestTrains(
        c,
        FrozenLayer::new,
        name -> !List.of("routed-activation", "pool", "out", "penalty", "scores").contains(name));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void frozenLayersWithBackpropStayWhileTheRestTrains(ContractCase c) {
    List<String> around = List.of("stem", "stem-conv", "pool", "out", "penalty", "scores");
    assertOnlyTheRestTrains(c, FrozenLayerWithBackprop::new, name -> !around.contains(name));
  }

  private static void assertOnlyTheRestTrains(
      ContractCase c,
      UnaryOperator<org.deeplearning4j.nn.conf.layers.Layer> wrapper,
      Predicate<String> isFrozen) {
    ComputationGraph trained = c.network(ADAM);
    ComputationGraphConfiguration conf = c.configuration(ADAM);
    conf.getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex layer && isFrozen.test(name)) {
                layer.getLayerConf().setLayer(wrap(layer.getLayerConf().getLayer(), wrapper));
              }
            });
    ComputationGraph graph = new ComputationGraph(conf);
    graph.init(trained.params().dup(), false);
    MultiDataSet data = c.data(DataType.DOUBLE);
    assertThat(c.output(graph, data)).isEqualTo(c.output(trained, data));

    Map<String, INDArray> before = copy(graph.paramTable());
    fit(graph, data, 2);

    graph
        .paramTable()
        .forEach(
            (key, value) -> {
              String layer = key.substring(0, key.lastIndexOf('_'));
              if (isFrozen.test(layer)) {
                assertThat(value).as(key).isEqualTo(before.get(key));
              } else if (!key.endsWith("_mean") && !key.endsWith("_log10stdev")) {
                assertThat(value).as(key).isNotEqualTo(before.get(key));
              }
            });
    ComputationGraph restored =
        new ComputationGraph(ComputationGraphConfiguration.fromJson(conf.toJson()));
    restored.init(graph.params().dup(), false);
    assertThat(c.output(restored, data)).isEqualTo(c.output(graph, data));
  }

  private static org.deeplearning4j.nn.conf.layers.Layer wrap(
      org.deeplearning4j.nn.conf.layers.Layer inner,
      UnaryOperator<org.deeplearning4j.nn.conf.layers.Layer> wrapper) {
    // DL4J regularizes the layer inside a FrozenLayerWithBackprop, also one of its own.
    if (inner instanceof org.deeplearning4j.nn.conf.layers.BaseLayer base) {
      base.setRegularization(new java.util.ArrayList<>());
    }
    org.deeplearning4j.nn.conf.layers.Layer outer = wrapper.apply(inner);
    outer.setLayerName(inner.getLayerName());
    return outer;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void transferLearningFreezesTheRoutedPartAndReplacesTheOutput(ContractCase c) {
    // DL4J's TransferLearning makes a FLOAT network of a DOUBLE one.
    MultiDataSet data = c.data(DataType.FLOAT);
    ComputationGraph original = c.network(ADAM.with(DataType.FLOAT));
    INDArray routed = ContractCase.feedForward(original, data).get("routed").dup();

    ComputationGraph transferred =
        new TransferLearning.GraphBuilder(original)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Adam(0.05)).seed(3).build())
            .setFeatureExtractor("routed")
            .nOutReplace("out", 4, WeightInit.XAVIER)
            .build();

    assertThat(ContractCase.feedForward(transferred, data).get("routed")).isEqualTo(routed);
    assertThat(thresholds(transferred)).isEqualTo(thresholds(original));
    MultiDataSet four = withFourClasses(data, c);
    double before = transferred.score(four, false);
    fit(transferred, four, 3);
    assertThat(transferred.score(four, false)).isLessThan(before);
    assertThat(ContractCase.feedForward(transferred, data).get("routed")).isEqualTo(routed);
  }

  private static MultiDataSet withFourClasses(MultiDataSet data, ContractCase c) {
    INDArray[] labels = data.getLabels().clone();
    int classes = c.scaffold().layout().isSequence() ? c.scaffold().layout().featureDimension() : 1;
    INDArray none = org.nd4j.linalg.factory.Nd4j.zerosLike(labels[0]);
    labels[0] = org.nd4j.linalg.factory.Nd4j.concat(classes, none, labels[0]);
    return new MultiDataSet(
        data.getFeatures(), labels, data.getFeaturesMaskArrays(), data.getLabelsMaskArrays());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void earlyStoppingKeepsTheBestModel(ContractCase c) {
    // A schedule starts anew in a clone, as which DL4J keeps the best model.
    assumeFalse(c.name().startsWith("SparsityPenaltyLayer"));
    MultiDataSetIterator data = new SingletonMultiDataSetIterator(c.data(DataType.DOUBLE));
    MultiDataSetIterator held = new SingletonMultiDataSetIterator(c.data(DataType.DOUBLE));
    EarlyStoppingConfiguration<ComputationGraph> configuration =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(2))
            .scoreCalculator(new DataSetLossCalculator(held, true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    EarlyStoppingResult<ComputationGraph> result =
        new EarlyStoppingGraphTrainer(configuration, c.network(ADAM), data, null).fit();
    assertThat(result.getTerminationReason())
        .isEqualTo(EarlyStoppingResult.TerminationReason.EpochTerminationCondition);
    assertThat(result.getBestModel().score(c.data(DataType.DOUBLE), false))
        .isCloseTo(result.getScoreVsEpoch().get(result.getBestModelEpoch()), within(TINY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void evaluationCountsWhatTheOutputSays(ContractCase c) {
    assumeFalse(c.is(Trait.PENALTY_OUTPUT) || c.masked());
    // DL4J's evaluation reads sequences as [N, C, T] whatever the format of the output layer.
    assumeTrue(c.scaffold().layout() != InputLayout.NWC);
    MultiDataSet data = c.data(DataType.DOUBLE);
    ComputationGraph graph = c.network(ADAM);
    Evaluation evaluation = graph.evaluate(new SingletonMultiDataSetIterator(data));
    INDArray output = c.output(graph, data);
    int classes = c.scaffold().layout().isSequence() ? c.scaffold().layout().featureDimension() : 1;
    INDArray right = output.argMax(classes).eq(data.getLabels(0).argMax(classes));
    assertThat(evaluation.accuracy())
        .isCloseTo(right.castTo(DataType.DOUBLE).meanNumber().doubleValue(), within(TINY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void networksCanBeSummarisedAndLayersReportTheirMemory(ContractCase c) {
    ComputationGraph graph = c.network(ADAM);
    assertThat(graph.summary(c.scaffold().inputType())).contains("routed");
    Map<String, InputType> types =
        graph.getConfiguration().getLayerActivationTypes(c.scaffold().inputType());
    graph
        .getConfiguration()
        .getVertices()
        .forEach(
            (name, vertex) -> {
              InputType[] inputs =
                  graph.getConfiguration().getVertexInputs().get(name).stream()
                      .map(
                          input -> input.equals("in") ? c.scaffold().inputType() : types.get(input))
                      .toArray(InputType[]::new);
              if (!name.equals("penalty") && isOurs(vertex)) {
                assertThat(
                        vertex
                            .getMemoryReport(inputs)
                            .getTotalMemoryBytes(
                                ContractCase.SAMPLES,
                                MemoryUseMode.TRAINING,
                                CacheMode.NONE,
                                DataType.DOUBLE))
                    .as(name)
                    .isNotNegative();
              }
            });
  }

  private static boolean isOurs(GraphVertex vertex) {
    Object described =
        vertex instanceof LayerVertex layer ? layer.getLayerConf().getLayer() : vertex;
    return described.getClass().getName().startsWith("io.github.dl4jrouting");
  }
}
