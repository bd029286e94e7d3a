package io.github.dl4jrouting.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ExitInsertionTest {
  private static final int SAMPLES = 40;
  private static final double NEVER = Double.POSITIVE_INFINITY;

  private final INDArray x;
  private final INDArray labels;
  private final ComputationGraph network;
  private final RoutingTransform transform;

  ExitInsertionTest() {
    Nd4j.getRandom().setSeed(2);
    x = Nd4j.randn(SAMPLES, 5);
    labels = Nd4j.zeros(SAMPLES, 3);
    for (int n = 0; n < SAMPLES; n++) {
      labels.putScalar(n, n % 3, 1);
    }
    network = trained();
    transform = RoutingTransform.of(network);
  }

  private ComputationGraph trained() {
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(4)
            .updater(new Adam(0.01))
            .l2(0.001)
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(5))
            .addLayer("stem", new DenseLayer.Builder().nOut(6).build(), "in")
            .addLayer("a", new DenseLayer.Builder().nOut(6).build(), "stem")
            .addVertex("one", new ElementWiseVertex(ElementWiseVertex.Op.Add), "stem", "a")
            .addLayer("b", new DenseLayer.Builder().nOut(6).build(), "one")
            .addVertex("two", new ElementWiseVertex(ElementWiseVertex.Op.Add), "one", "b")
            .addLayer(
                "classes",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(3)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "two")
            .setOutputs("classes");
    ComputationGraph built = new ComputationGraph(graph.build());
    built.init();
    for (int step = 0; step < 5; step++) {
      built.fit(new DataSet(x, labels));
    }
    return built;
  }

  private EarlyExit exit(int block, double threshold) {
    Nd4j.getRandom().setSeed(block);
    return new EarlyExit(
        transform.blocks().get(block), Nd4j.randn(6, 3), Nd4j.randn(1, 3), threshold);
  }

  @Test
  void exitsThatNobodyTakesChangeNoBitOfTheOutput() {
    ComputationGraph exits = transform.withExits(List.of(exit(1, NEVER), exit(0, NEVER)));
    assertThat(exits.outputSingle(x)).isEqualTo(network.outputSingle(x));
    assertThat(exits.getConfiguration().getNetworkOutputs()).containsExactly("classes");
  }

  @Test
  void whoLeavesTakesTheFirstExitsAnswer() {
    ComputationGraph exits = transform.withExits(List.of(exit(0, 0), exit(1, 0)));
    Map<String, INDArray> activations = exits.feedForward(x, false);
    assertThat(activations.get("classes")).isEqualTo(activations.get("one-exit-classes"));
    ComputationGraph second = transform.withExits(List.of(exit(0, NEVER), exit(1, 0)));
    activations = second.feedForward(x, false);
    assertThat(activations.get("classes")).isEqualTo(activations.get("two-exit-classes"));
  }

  @Test
  void aSampleLeavesWhereItsConfidenceReachesTheThreshold() {
    ComputationGraph exits = transform.withExits(List.of(exit(1, 0.6)));
    Map<String, INDArray> activations = exits.feedForward(x, false);
    INDArray early = activations.get("two-exit-classes");
    INDArray deep = activations.get("classes-deep");
    int leaving = 0;
    for (int n = 0; n < SAMPLES; n++) {
      boolean leaves = early.getRow(n).maxNumber().floatValue() >= 0.6f;
      leaving += leaves ? 1 : 0;
      assertThat(activations.get("classes").getRow(n)).isEqualTo((leaves ? early : deep).getRow(n));
    }
    assertThat(leaving).isBetween(1, SAMPLES - 1);
  }

  @Test
  void withoutTakersItTrainsAsTheOriginalDoes() {
    ComputationGraph exits = transform.withExits(List.of(exit(0, NEVER)));
    ComputationGraph original = transform.original();
    for (int step = 0; step < 4; step++) {
      exits.fit(new DataSet(x, labels));
      original.fit(new DataSet(x, labels));
    }
    assertThat(exits.outputSingle(x).equalsWithEps(original.outputSingle(x), 1e-4)).isTrue();
    assertThat(
            exits
                .getLayer("classes-deep")
                .getParam("W")
                .equalsWithEps(original.getLayer("classes").getParam("W"), 1e-4))
        .isTrue();
    assertThat(exits.getIterationCount()).isEqualTo(original.getIterationCount());
  }

  @Test
  void anExitOfTheWrongSizeIsRefused() {
    EarlyExit wrong =
        new EarlyExit(transform.blocks().get(0), Nd4j.randn(7, 3), Nd4j.randn(1, 3), 0.5);
    assertThatThrownBy(() -> transform.withExits(List.of(wrong)))
        .hasMessageContaining("expected weights [6, 3]")
        .hasMessageContaining("found [7, 3]");
  }

  @Test
  void twoExitsBeforeOneBlockAndNoExitsAreRefused() {
    assertThatThrownBy(() -> transform.withExits(List.of(exit(0, 1), exit(0, 0.5))))
        .hasMessageContaining("[one, two]");
    assertThatThrownBy(() -> transform.withExits(List.of())).hasMessageContaining("at least one");
  }
}
