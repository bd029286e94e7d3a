package io.github.dl4jrouting.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.dl4jrouting.contract.ContractCase.Setup;
import io.github.dl4jrouting.gate.Thresholded;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Clause: inference is deterministic and a sample's result does not depend on its batch. */
@ExtendWith(DoublePrecision.class)
class InferenceContractTest {
  private static final String CASES = "io.github.dl4jrouting.contract.ContractCases#chosen";

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void inferenceDrawsNoRandomNumbers(ContractCase c) {
    ComputationGraph graph = c.network(Setup.doubles());
    MultiDataSet data = c.data(DataType.DOUBLE);
    Nd4j.getRandom().setSeed(1);
    INDArray first = c.output(graph, data).dup();
    Nd4j.getRandom().setSeed(2);
    assertThat(c.output(graph, data)).isEqualTo(first);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void aSampleAloneGivesWhatItGivesInABatch(ContractCase c) {
    ComputationGraph graph = c.network(Setup.doubles());
    assertRowsAreIndependent(c, graph);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void batchesWhereAllNoneOrOneSampleIsActiveGiveTheSameRows(ContractCase c) {
    ComputationGraph graph = c.network(Setup.doubles());
    MultiDataSet data = c.data(DataType.DOUBLE);
    List<Layer> gates =
        Arrays.stream(graph.getLayers()).filter(ContractCase::isThresholded).toList();
    assumeFalse(gates.isEmpty());
    for (double tau : new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
      gates.forEach(gate -> Thresholded.of(gate).setThreshold(tau));
      assertRowsAreIndependent(c, graph);
    }
    for (Layer gate : gates) {
      ContractCase.letThrough(graph, gate, 1, data);
      assertRowsAreIndependent(c, graph);
    }
  }

  private static void assertRowsAreIndependent(ContractCase c, ComputationGraph graph) {
    MultiDataSet data = c.data(DataType.DOUBLE);
    INDArray together = c.output(graph, data).dup();
    assertThat(together.isNaN().any()).isFalse();
    for (int n = 0; n < ContractCase.SAMPLES; n++) {
      INDArray alone = c.output(graph, c.only(data, n));
      INDArray inBatch = together.get(NDArrayIndex.interval(n, n + 1));
      assertThat(alone.equalsWithEps(inBatch, 1e-12)).as("sample %d", n).isTrue();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void workspacesDoNotChangeTheOutput(ContractCase c) {
    MultiDataSet data = c.data(DataType.DOUBLE);
    ComputationGraph with = c.network(Setup.doubles().with(WorkspaceMode.ENABLED));
    ComputationGraph without = c.network(Setup.doubles().with(WorkspaceMode.NONE));
    assertThat(c.output(with, data)).isEqualTo(c.output(without, data));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(CASES)
  void floatsGiveWhatDoublesGive(ContractCase c) {
    ComputationGraph doubles = c.network(Setup.doubles());
    ComputationGraph floats = c.network(Setup.doubles().with(DataType.FLOAT));
    floats.setParams(doubles.params().castTo(DataType.FLOAT));
    INDArray expected = c.output(doubles, c.data(DataType.DOUBLE));
    INDArray found = c.output(floats, c.data(DataType.FLOAT));
    assertThat(found.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(found.castTo(DataType.DOUBLE).equalsWithEps(expected, 1e-5)).isTrue();
    floats.fit(c.data(DataType.FLOAT));
    assertThat(floats.params().isNaN().any()).isFalse();
  }
}
