package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.fixture.RandomNumbers;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class HalvedWeightsTest {

  @ParameterizedTest
  @CsvSource({"2,1", "256,17", "1152,32", "300,5"})
  void theProductIsThatOfLoops(int nIn, int nOut) {
    Random random = new Random(nIn);
    float[] w = RandomNumbers.gaussian(random, nIn * nOut);
    float[] x = RandomNumbers.gaussian(random, 2 * nIn);
    Memory out = Memory.of(new float[nOut + 2]);
    new HalvedWeights(w, nOut).multiply(Memory.of(x), nIn, out, 1, new Lane(0));
    for (int o = 0; o < nOut; o++) {
      double expected = 0;
      for (int i = 0; i < nIn; i++) {
        expected += (double) x[nIn + i] * w[i * nOut + o];
      }
      assertThat(out.buffer().get(1 + o)).isCloseTo((float) expected, within(1e-5f * nIn + 1e-6f));
    }
    assertThat(out.buffer().get(0)).isZero();
    assertThat(out.buffer().get(nOut + 1)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "256,32,true",
    "15624,32,true",
    "254,32,false",
    "257,32,false",
    "256,33,false",
    "15628,32,false"
  })
  void fewOutputsOfManyInputsSuit(int nIn, int nOut, boolean suits) {
    assertThat(HalvedWeights.suits(nIn, nOut)).isEqualTo(suits);
  }

  @ParameterizedTest
  @CsvSource({"256,20", "300,32"})
  void aDenseLayerOfASingleRowIsWhatDl4jSays(int nIn, int nOut) {
    Nd4j.getRandom().setSeed(nIn);
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("x")
                .addLayer(
                    "hidden",
                    new DenseLayer.Builder()
                        .nIn(nIn)
                        .nOut(nOut)
                        .activation(Activation.RELU)
                        .build(),
                    "x")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(nOut)
                        .nOut(3)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "hidden")
                .setOutputs("out")
                .build());
    network.init();
    network.getLayer("hidden").getParam("b").assign(Nd4j.rand(1, nOut));
    for (int rows = 1; rows <= 3; rows++) {
      Stock.assertSame(rows + " rows", network, Nd4j.randn(rows, nIn));
    }
  }
}
