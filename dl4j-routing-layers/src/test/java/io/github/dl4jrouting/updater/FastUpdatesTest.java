package io.github.dl4jrouting.updater;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.router.RouterLayer;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;

class FastUpdatesTest {

  private static final int INPUTS = 6;
  private static final int CLASSES = 3;

  /** Two kinds of updaters, gradients that are cut, and averages that no updater divides. */
  private static ComputationGraph network(IUpdater updater) {
    NeuralNetConfiguration.Builder settings =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(updater)
            .l2(0.01)
            .l1Bias(0.02)
            .weightDecay(0.001, true)
            .gradientNormalization(GradientNormalization.ClipL2PerLayer)
            .gradientNormalizationThreshold(0.5)
            .activation(Activation.TANH);
    var graph =
        settings
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(INPUTS))
            .addLayer(
                "first", new DenseLayer.Builder().nOut(5).biasUpdater(new Sgd(0.2)).build(), "in")
            .addLayer("norm", new BatchNormalization(), "first");
    new RoutedBlock("block", new DenseLayer.Builder().nOut(5).build())
        .residual()
        .router(new RouterLayer.Builder().build())
        .addTo(graph, "norm");
    graph
        .addLayer(
            "out",
            new OutputLayer.Builder().nOut(CLASSES).activation(Activation.SOFTMAX).build(),
            "block")
        .setOutputs("out");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private static DataSet data(int seed) {
    Nd4j.getRandom().setSeed(seed);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, 8, CLASSES);
    for (int n = 0; n < 8; n++) {
      labels.putScalar(n, n % CLASSES, 1);
    }
    return new DataSet(Nd4j.rand(DataType.FLOAT, 8, INPUTS), labels);
  }

  private static void train(ComputationGraph network, int from, int to) {
    for (int step = from; step < to; step++) {
      network.fit(data(step));
    }
  }

  static Stream<IUpdater> updaters() {
    return Stream.of(new Adam(0.05), new Nesterovs(0.1, 0.9), new Sgd(0.1));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void weightsAreTheSameBitByBit(IUpdater updater) {
    ComputationGraph stock = network(updater);
    ComputationGraph fast = network(updater);
    INDArray before = fast.params().dup();
    FastUpdates.install(fast);
    train(stock, 1, 5);
    train(fast, 1, 5);
    assertThat(fast.params()).isNotEqualTo(before);
    assertThat(fast.params().toFloatVector()).containsExactly(stock.params().toFloatVector());
  }

  @Test
  void goesOnFromTheStateThatIsThere(@TempDir Path directory) throws Exception {
    ComputationGraph stock = network(new Adam(0.05));
    train(stock, 1, 4);
    File file = directory.resolve("network.zip").toFile();
    ModelSerializer.writeModel(stock, file, true);
    ComputationGraph fast = ModelSerializer.restoreComputationGraph(file, true);
    FastUpdates.install(fast);
    train(stock, 4, 6);
    train(fast, 4, 6);
    assertThat(fast.params().toFloatVector()).containsExactly(stock.params().toFloatVector());
    ModelSerializer.writeModel(fast, file, true);
    assertThat(ModelSerializer.restoreComputationGraph(file, true).updaterState())
        .isEqualTo(stock.updaterState());
  }

  /** Sees which arrays it is given. */
  private static final class Witness extends L2Regularization {
    private static final long serialVersionUID = 1L;
    private final transient List<INDArray> seen = new ArrayList<>();

    Witness() {
      super(0.01);
    }

    @Override
    public void apply(INDArray parameter, INDArray gradient, double lr, int iteration, int epoch) {
      seen.add(parameter);
      super.apply(parameter, gradient, lr, iteration, epoch);
    }
  }

  @Test
  void makesNoViewsOfParametersInAStep() {
    ComputationGraph network = network(new Adam(0.05));
    FastUpdates.install(network);
    Witness witness = new Witness();
    ((BaseLayer) network.getLayer("first").conf().getLayer()).setRegularization(List.of(witness));
    train(network, 1, 4);
    assertThat(witness.seen).hasSize(3);
    Set<INDArray> different = Collections.newSetFromMap(new IdentityHashMap<>());
    different.addAll(witness.seen);
    assertThat(different).hasSize(1);
  }

  @Test
  void gradientsOfAnotherNetworkAreChangedWhereTheyAre() {
    ComputationGraph network = network(new Adam(0.05));
    FastUpdates.install(network);
    ComputationGraph stock = network(new Adam(0.05));
    INDArray changed = external(network);
    assertThat(changed).isEqualTo(external(stock));
    assertThat(network.getFlattenedGradients()).isNotEqualTo(changed);
  }

  private static INDArray external(ComputationGraph network) {
    ComputationGraph other = network.clone();
    DataSet data = data(1);
    other.setInputs(data.getFeatures());
    other.setLabels(data.getLabels());
    other.computeGradientAndScore();
    Gradient gradient = other.gradient();
    network
        .getUpdater()
        .update(
            gradient, 0, 0, 8, org.deeplearning4j.nn.workspace.LayerWorkspaceMgr.noWorkspaces());
    return gradient.gradient();
  }
}
