package io.github.dl4jrouting.zoo.contract;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.zoo.RoutedModelBuilder;
import io.github.dl4jrouting.zoo.RoutedZooModel;
import io.github.dl4jrouting.zoo.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model of the zoo at a size that tests can afford.
 *
 * @param name what tests are called
 * @param quick whether it is tested every time, and not in the slow run alone
 * @param settings starts a builder of 3 classes
 */
record SmallModel(String name, boolean quick, Supplier<RoutedModelBuilder<?>> settings) {

  static final int CLASSES = 3;

  /**
   * The small models with every kind of routing; some models only where every case is asked for.
   */
  static Stream<Arguments> withRouting() {
    return SmallModels.all().stream()
        .filter(small -> small.quick() || Boolean.getBoolean("contract.everyCase"))
        .flatMap(
            small ->
                Stream.of(Routing.values())
                    .map(routing -> Arguments.of(Named.of(small.name(), small), routing)));
  }

  RoutedModelBuilder<?> builder(Routing routing) {
    return settings.get().classes(CLASSES).seed(5).routing(routing);
  }

  RoutedZooModel<?> model(Routing routing) {
    return builder(routing).build();
  }

  Class<?> type() {
    return model(Routing.NONE).getClass();
  }

  /** Random inputs and labels, the same each time. */
  static DataSet data(InputType type, int samples, DataType dataType) {
    Nd4j.getRandom().setSeed(11);
    long[] shape = type.getShape(true);
    shape[0] = samples;
    INDArray x = Nd4j.randn(dataType, shape);
    INDArray y = Nd4j.zeros(dataType, samples, CLASSES);
    for (int n = 0; n < samples; n++) {
      y.putScalar(n, n % CLASSES, 1);
    }
    return new DataSet(x, y);
  }

  /** A network whose weights and running means are no longer those of the start. */
  static ComputationGraph trained(RoutedZooModel<?> model, DataType dataType, int steps) {
    ComputationGraph network = model.init();
    DataSet data = data(model.inputType(), 12, dataType);
    for (int step = 0; step < steps; step++) {
      network.fit(data);
    }
    return network;
  }

  /** Names of the routers and gates of a network. */
  static List<String> deciders(ComputationGraph network) {
    List<String> names = new ArrayList<>();
    network
        .getConfiguration()
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex layer
                  && layer.getLayerConf().getLayer() instanceof RoutingLayer) {
                names.add(name);
              }
            });
    return names;
  }

  /** MACs of the routers and gates of a network. */
  static long decidingMacs(ComputationGraph network, CostModel costs) {
    return deciders(network).stream().mapToLong(costs::of).sum();
  }

  static RouterLayer softRouter() {
    return new RouterLayer.Builder()
        .hidden(3)
        .activation(Activation.TANH)
        .penalty(new SparsityPenaltyLoss.Builder().targetRate(0.5, 1).build())
        .build();
  }
}
