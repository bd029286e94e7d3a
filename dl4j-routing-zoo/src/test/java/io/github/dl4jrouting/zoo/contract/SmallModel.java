package io.github.dl4jrouting.zoo.contract;

import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.zoo.ResidualModelBuilder;
import io.github.dl4jrouting.zoo.RoutedModelBuilder;
import io.github.dl4jrouting.zoo.RoutedZooModel;
import io.github.dl4jrouting.zoo.Routing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
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

  /** The small models with each kind of routing; some models only where every case is asked for. */
  static Stream<Arguments> withRouting() {
    return SmallModels.all().stream()
        .filter(small -> small.quick() || Boolean.getBoolean("contract.everyCase"))
        .flatMap(
            small ->
                small.settings().get().routings().stream()
                    .map(routing -> Arguments.of(Named.of(small.name(), small), routing)));
  }

  RoutedModelBuilder<?> builder(Routing routing) {
    return settings.get().classes(CLASSES).seed(5).routing(routing);
  }

  /** With what is drawn at random in training, where the model has it. */
  RoutedModelBuilder<?> dropping(Routing routing) {
    RoutedModelBuilder<?> builder = builder(routing);
    return builder instanceof ResidualModelBuilder<?> blocks ? blocks.survival(0.7) : builder;
  }

  RoutedZooModel<?> model(Routing routing) {
    return builder(routing).build();
  }

  Class<?> type() {
    return model(Routing.NONE).getClass();
  }

  /** Random inputs and labels, the same each time; labels once for each output. */
  static MultiDataSet data(RoutedZooModel<?> model, int samples, DataType dataType) {
    Nd4j.getRandom().setSeed(11);
    long[] shape = model.inputType().getShape(true);
    shape[0] = samples;
    INDArray x = Nd4j.randn(dataType, shape);
    return labelled(x, CLASSES, model.conf().getNetworkOutputs().size());
  }

  static MultiDataSet labelled(INDArray x, int classes, int outputs) {
    INDArray y = Nd4j.zeros(x.dataType(), x.size(0), classes);
    for (int n = 0; n < x.size(0); n++) {
      y.putScalar(n, n % classes, 1);
    }
    INDArray[] labels = new INDArray[outputs];
    Arrays.fill(labels, y);
    return new MultiDataSet(new INDArray[] {x}, labels);
  }

  /** A network whose weights and running means are no longer those of the start. */
  static ComputationGraph trained(RoutedZooModel<?> model, DataType dataType, int steps) {
    ComputationGraph network = model.init();
    MultiDataSet data = data(model, 12, dataType);
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

  static RouterLayer softRouter() {
    return new RouterLayer.Builder()
        .hidden(3)
        .activation(Activation.TANH)
        .penalty(new SparsityPenaltyLoss.Builder().targetRate(0.5, 1).build())
        .build();
  }
}
