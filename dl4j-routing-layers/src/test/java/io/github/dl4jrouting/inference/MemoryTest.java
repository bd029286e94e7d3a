package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MemoryTest {

  private static float[] kept(float... weights) {
    float[] kept = new float[weights.length];
    Memory.ofWeights(weights).buffer().get(0, kept);
    return kept;
  }

  @Test
  void whatIsNothingBesideTheLargestWeightIsZero() {
    assertThat(kept(2, 1e-19f, -1e-19f, 1e-21f, -1e-21f, Float.MIN_VALUE, 0))
        .containsExactly(2, 1e-19f, -1e-19f, 0, 0, 0, 0);
  }

  @Test
  void smallWeightsAreKeptWhereAllAreSmall() {
    assertThat(kept(-1e-30f, 1e-35f)).containsExactly(-1e-30f, 1e-35f);
    assertThat(kept(Float.MIN_VALUE)).containsExactly(Float.MIN_VALUE);
  }

  @Test
  void whatIsNoFiniteNumberChangesNoOther() {
    for (float other : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN}) {
      assertThat(kept(1, other, 1e-30f)).containsExactly(1, other, 1e-30f);
    }
  }

  @Test
  void aNetworkOfSmallWeightsAnswersAsInStockDl4j() {
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .activation(Activation.IDENTITY)
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.feedForward(40))
            .addLayer("small", new DenseLayer.Builder().nOut(50).build(), "x")
            .addLayer("large", new DenseLayer.Builder().nOut(50).build(), "small")
            .addLayer(
                "out",
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                "large")
            .setOutputs("out")
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    graph.getParam("small_W").muli(1e-24);
    graph.getParam("large_W").muli(1e24);
    INDArray x = Nd4j.rand(7, 40);
    INDArray expected = graph.outputSingle(x);
    assertThat(expected.std(0).maxNumber().doubleValue()).isGreaterThan(0.01);
    assertThat(RoutedInference.compile(graph).output(x)[0].equalsWithEps(expected, 1e-5)).isTrue();
  }
}
