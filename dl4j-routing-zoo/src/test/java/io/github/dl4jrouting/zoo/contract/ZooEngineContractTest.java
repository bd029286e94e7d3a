package io.github.dl4jrouting.zoo.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.zoo.RoutedZooModel;
import io.github.dl4jrouting.zoo.Routing;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The inference engine gives what DL4J gives, for every model of the zoo, whatever its gates do.
 */
class ZooEngineContractTest {

  private static final int LARGEST_BATCH = 9;
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @MethodSource(ZooContractTest.MODELS)
  void theEngineEqualsTheStockNetworkWhateverTheGatesDo(SmallModel small, Routing routing) {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      RoutedZooModel<?> model = small.dropping(routing).dataType(type).build();
      INDArray x = SmallModel.data(model, LARGEST_BATCH, type).getFeatures(0);
      ComputationGraph trained = SmallModel.trained(model, type, 3);
      // DL4J's own layers compute doubles, with no kernel that could depend on the batch.
      int step = type == DataType.FLOAT ? 1 : LARGEST_BATCH - 1;
      for (Gates gates : routing == Routing.NONE ? new Gates[] {Gates.OPEN} : Gates.values()) {
        ComputationGraph network = trained.clone();
        gates.set(network, x);
        RoutedInference plan = RoutedInference.compile(network);
        for (int samples = 1; samples <= LARGEST_BATCH; samples += step) {
          INDArray batch = x.get(NDArrayIndex.interval(0, samples)).dup();
          assertClose(
              type + ", gates " + gates + ", " + samples + " samples",
              plan.output(batch),
              network.output(batch));
        }
        InferenceResult result = plan.infer(x);
        // A router that no sample reached, behind an exit, was not asked.
        assertThat(SmallModel.deciders(network)).containsAll(result.decisions().keySet());
        assertThat(result.decisions().isEmpty()).isEqualTo(routing == Routing.NONE);
        result
            .decisions()
            .forEach((name, p) -> assertDecisions(gates, p.getColumn(0).toDoubleVector(), name));
        assertWork(
            gates,
            result.macs(),
            CostModel.of(small.model(Routing.NONE).conf(), model.inputType()).total(),
            CostModel.of(network, model.inputType()).total());
      }
    }
  }

  private static void assertClose(String what, INDArray[] found, INDArray[] expected) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i].dataType()).as(what).isEqualTo(expected[i].dataType());
      assertThat(found[i].shape()).as(what).isEqualTo(expected[i].shape());
      double largest = expected[i].amaxNumber().doubleValue();
      double off = found[i].sub(expected[i]).amaxNumber().doubleValue();
      assertThat(off / largest).as(what).isCloseTo(0, within(TOLERANCE));
      assertThat(found[i].argMax(1)).as(what).isEqualTo(expected[i].argMax(1));
    }
  }

  private static void assertDecisions(Gates gates, double[] through, String name) {
    double sum = Arrays.stream(through).sum();
    switch (gates) {
      case OPEN -> assertThat(sum).as(name).isEqualTo(LARGEST_BATCH);
      case CLOSED -> assertThat(sum).as(name).isZero();
      case MIXED -> assertThat(sum).as(name).isBetween(1.0, LARGEST_BATCH - 1.0);
      default -> assertThat(through).as(name).containsAnyOf(0, 1);
    }
  }

  /** With open gates no bypass is computed, so that less than everything may be. */
  private static void assertWork(Gates gates, long[] macs, long ofDense, long all) {
    if (gates == Gates.OPEN) {
      assertThat(macs).containsOnly(macs[0]);
      assertThat(macs[0]).isBetween(ofDense, all);
    } else if (gates == Gates.CLOSED) {
      assertThat(Arrays.stream(macs).max().orElseThrow()).isLessThan(ofDense);
    }
  }
}
