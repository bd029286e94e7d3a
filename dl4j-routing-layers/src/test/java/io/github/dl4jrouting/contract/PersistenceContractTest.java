package io.github.dl4jrouting.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.contract.ContractCase.Setup;
import io.github.dl4jrouting.gate.Thresholded;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Clause: networks survive JSON, YAML, ModelSerializer and clone(). */
@ExtendWith(DoublePrecision.class)
class PersistenceContractTest {
  private static final String CASES = "io.github.dl4jrouting.contract.ContractCases#chosen";
  private static final Setup ADAM = Setup.doubles().with(new Adam(0.01));

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void configurationsSurviveJson(ContractCase c) {
    ComputationGraphConfiguration conf = c.configuration(ADAM);
    assertSame(conf, ComputationGraphConfiguration.fromJson(conf.toJson()), c);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void configurationsSurviveYaml(ContractCase c) {
    ComputationGraphConfiguration conf = c.configuration(ADAM);
    assertSame(conf, ComputationGraphConfiguration.fromYaml(conf.toYaml()), c);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void configurationsSurviveClone(ContractCase c) {
    ComputationGraphConfiguration conf = c.configuration(ADAM);
    assertSame(conf, conf.clone(), c);
    for (GraphVertex vertex : conf.getVertices().values()) {
      GraphVertex clone = vertex.clone();
      assertThat(clone).isNotSameAs(vertex).isEqualTo(vertex).hasSameHashCodeAs(vertex);
    }
  }

  private static void assertSame(
      ComputationGraphConfiguration conf, ComputationGraphConfiguration restored, ContractCase c) {
    assertThat(restored).isEqualTo(conf);
    ComputationGraph before = new ComputationGraph(conf);
    before.init();
    ComputationGraph after = new ComputationGraph(restored);
    after.init(before.params().dup(), false);
    MultiDataSet data = c.data(DataType.DOUBLE);
    assertThat(c.output(after, data)).isEqualTo(c.output(before, data));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void savedNetworksPredictAndGoOnTrainingAsBefore(ContractCase c) throws IOException {
    MultiDataSet data = c.data(DataType.DOUBLE);
    ComputationGraph saved = c.network(ADAM);
    fit(saved, data, 2);

    ComputationGraph restored = throughFile(saved);

    assertThat(restored.params()).isEqualTo(saved.params());
    assertThat(restored.getUpdater().getStateViewArray())
        .isEqualTo(saved.getUpdater().getStateViewArray());
    assertThat(c.output(restored, data)).isEqualTo(c.output(saved, data));
    assertThat(thresholds(restored)).isEqualTo(thresholds(saved));
    fit(saved, data, 2);
    fit(restored, data, 2);
    assertThat(restored.params()).isEqualTo(saved.params());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void thresholdsSetOnARestoredNetworkAreSavedWithIt(ContractCase c) throws IOException {
    ComputationGraph restored = throughFile(c.network(ADAM));
    for (Layer layer : restored.getLayers()) {
      if (ContractCase.isThresholded(layer)) {
        Thresholded.of(layer).setThreshold(0.375);
      }
    }
    assertThat(thresholds(throughFile(restored))).isSubsetOf(0.375);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void clonesPredictTheSameAndTrainAlone(ContractCase c) {
    MultiDataSet data = c.data(DataType.DOUBLE);
    ComputationGraph original = c.network(ADAM);
    fit(original, data, 1);
    INDArray params = original.params().dup();
    INDArray output = c.output(original, data).dup();

    ComputationGraph clone = original.clone();

    assertThat(c.output(clone, data)).isEqualTo(output);
    fit(clone, data, 1);
    assertThat(clone.params()).isNotEqualTo(params);
    assertThat(original.params()).isEqualTo(params);
  }

  private static ComputationGraph throughFile(ComputationGraph graph) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ModelSerializer.writeModel(graph, file, true);
    return ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file.toByteArray()));
  }

  private static java.util.List<Double> thresholds(ComputationGraph graph) {
    return java.util.Arrays.stream(graph.getLayers())
        .filter(ContractCase::isThresholded)
        .map(layer -> Thresholded.of(layer).threshold())
        .toList();
  }

  static void fit(ComputationGraph graph, MultiDataSet data, int iterations) {
    Nd4j.getRandom().setSeed(17);
    for (int i = 0; i < iterations; i++) {
      graph.fit(data);
    }
  }
}
