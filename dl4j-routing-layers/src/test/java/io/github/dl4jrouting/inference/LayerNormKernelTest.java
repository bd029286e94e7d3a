package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LayerNormKernelTest {
  private static final InputType ROWS = InputType.feedForward(6);

  private static DenseLayer normed(Activation activation, int nOut) {
    return new DenseLayer.Builder().nOut(nOut).hasLayerNorm(true).activation(activation).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  @Test
  void isThatOfDl4j() {
    Stock.assertOnKernels(
        Chain.of(
            DataType.FLOAT,
            ROWS,
            normed(Activation.TANH, 33),
            new FrozenLayer(normed(Activation.RELU, 8)),
            output()),
        ROWS);
  }

  @Test
  void ofEqualNumbersItIsTheBias() {
    ComputationGraph graph =
        Chain.of(DataType.FLOAT, ROWS, normed(Activation.IDENTITY, 5), output());
    Chain.vary(graph);
    graph.getParam("l0_W").assign(0.25);
    INDArray x = Nd4j.ones(DataType.FLOAT, 3, 6);
    Stock.assertSame("equal numbers", graph, x);
    Stock.assertSame("and far from 0", graph, x.mul(1000));
  }

  @Test
  void aSoftmaxBehindItIsLeftToDl4j() {
    ComputationGraph graph =
        Chain.of(DataType.FLOAT, ROWS, normed(Activation.SOFTMAX, 5), output());
    assertThat(Stock.leftToDl4j(graph, ROWS)).containsExactly("l0");
  }

  /** As ever: what a layer costs is counted once. */
  @Test
  void itsMacsAreThoseOfTheDenseLayer() {
    ComputationGraph graph = Chain.of(DataType.FLOAT, ROWS, normed(Activation.TANH, 8), output());
    long[] macs = RoutedInference.compile(graph).infer(Nd4j.rand(4, 6)).macs();
    assertThat(Arrays.stream(macs).distinct()).containsExactly(6L * 8 + 8 * 3);
  }
}
