package io.github.dl4jrouting.zoo.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.zoo.RoutedZooModel;
import io.github.dl4jrouting.zoo.Routing;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gradients of every model of the zoo agree with finite differences, in a random parameter of each
 * array: DL4J's own check takes all of them, which is minutes for a ResNet. Routers are soft here,
 * for a hard choice has no gradient that a finite difference sees; gates are, as they are, flat.
 */
class ZooGradientTest {

  private static final double EPSILON = 1e-7;
  private static final long DROPS = 12345;

  /** Running means, which no gradient trains. */
  private static final List<String> NOT_TRAINED = List.of("_mean", "_var", "_log10stdev", "_tau");

  @ParameterizedTest
  @MethodSource(ZooContractTest.MODELS)
  void gradientsAgreeWithFiniteDifferences(SmallModel small, Routing routing) {
    RoutedZooModel<?> model =
        small
            .dropping(routing)
            .dataType(DataType.DOUBLE)
            .router(SmallModel.softRouter())
            .l2(0)
            .build();
    ComputationGraph network = SmallModel.trained(model, DataType.DOUBLE, 3);
    MultiDataSet data = SmallModel.data(model, 9, DataType.DOUBLE);
    Gates.MIXED.set(network, data.getFeatures(0));
    Map<String, INDArray> gradients = gradients(network, data);
    Random random = new Random(4);
    network
        .paramTable()
        .forEach(
            (name, values) -> {
              if (NOT_TRAINED.stream().noneMatch(name::endsWith)) {
                long at = random.nextLong(values.length());
                double expected = difference(network, data, values, at);
                assertThat(gradients.get(name).getDouble(at))
                    .as("%s[%d]", name, at)
                    .isCloseTo(expected, within(1e-6 + 1e-4 * Math.abs(expected)));
              }
            });
  }

  private static Map<String, INDArray> gradients(ComputationGraph network, MultiDataSet data) {
    network.setInputs(data.getFeatures());
    network.setLabels(data.getLabels());
    Nd4j.getRandom().setSeed(DROPS);
    network.computeGradientAndScore();
    Map<String, INDArray> gradients = new java.util.HashMap<>();
    network
        .gradient()
        .gradientForVariable()
        .forEach((name, value) -> gradients.put(name, value.div(data.getFeatures(0).size(0))));
    return gradients;
  }

  private static double difference(
      ComputationGraph network, MultiDataSet data, INDArray values, long at) {
    double before = values.getDouble(at);
    double up = score(network, data, values, at, before + EPSILON);
    double down = score(network, data, values, at, before - EPSILON);
    values.putScalar(at, before);
    return (up - down) / (2 * EPSILON);
  }

  private static double score(
      ComputationGraph network, MultiDataSet data, INDArray values, long at, double value) {
    values.putScalar(at, value);
    Nd4j.getRandom().setSeed(DROPS);
    return network.score(data, true);
  }
}
