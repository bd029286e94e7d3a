package io.github.dl4jrouting.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.inference.RoutedInference;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

class ClippedProbabilitiesTest {
  private final ClippedProbabilities clipped = new ClippedProbabilities();

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void theCrossEntropysGradientIsThatOfTheProbabilities(DataType type) {
    INDArray p = Nd4j.createFromArray(new double[][] {{0, 1, 0}, {1e-20, 0.25, 0.75}}).castTo(type);
    INDArray labels = Nd4j.createFromArray(new double[][] {{1, 0, 0}, {1, 0, 0}}).castTo(type);
    LossMCXENT loss = new LossMCXENT();
    assertThat(loss.computeScore(labels, p, clipped, null, false))
        .isCloseTo(-2 * Math.log(1e-10), within(1e-3));
    INDArray gradient = loss.computeGradient(labels, p, clipped, null);
    assertThat(gradient.isNaN().any() || gradient.isInfinite().any()).isFalse();
    assertThat(gradient.getDouble(1, 0) * 1e-20).isCloseTo(-1, within(1e-5));
    assertThat(gradient.getDouble(1, 1)).isZero();
  }

  @Test
  void atInferenceProbabilitiesAreWhatTheyAre() {
    INDArray p = Nd4j.createFromArray(0, 1e-30f, 0.5f);
    assertThat(clipped.getActivation(p.dup(), false)).isEqualTo(p);
    assertThat(clipped.getActivation(p.dup(), true).toDoubleVector())
        .containsExactly(new double[] {1e-10, 1e-10, 0.5}, within(1e-16));
  }

  private static ComputationGraph network() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(4))
                .addLayer(
                    "classes",
                    new DenseLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                    "in")
                .addLayer(
                    "loss",
                    new LossLayer.Builder(new LossMCXENT())
                        .activation(new ClippedProbabilities())
                        .build(),
                    "classes")
                .setOutputs("loss")
                .build());
    graph.init();
    return graph;
  }

  @Test
  void aNetworkThatIsSureOfTheWrongClassTrainsOn() {
    ComputationGraph graph = network();
    INDArray x = Nd4j.ones(DataType.FLOAT, 2, 4).muli(60);
    graph.getParam("classes_W").assign(0).getColumn(1).assign(1);
    INDArray labels = Nd4j.createFromArray(new float[][] {{1, 0, 0}, {1, 0, 0}});
    assertThat(graph.outputSingle(x).getDouble(0, 0)).isZero();
    graph.fit(new DataSet(x, labels));
    assertThat(graph.score()).isCloseTo(-Math.log(1e-10), within(1e-3));
    assertThat(graph.params().isNaN().any()).isFalse();
  }

  @Test
  void isSavedAndComputedByTheEngine() {
    ComputationGraph graph = network();
    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson());
    assertThat(read).isEqualTo(graph.getConfiguration());
    assertThat(clipped).isEqualTo(new ClippedProbabilities()).hasToString("clippedprobabilities");
    RoutedInference plan = RoutedInference.compile(graph);
    INDArray x = Nd4j.rand(5, 4);
    assertThat(plan.output(x)[0].equalsWithEps(graph.outputSingle(x), 1e-6)).isTrue();
    assertThat(plan.leftToDl4j()).isEmpty();
  }
}
