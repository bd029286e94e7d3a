package io.github.dl4jrouting.inference;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

class PReluKernelTest {
  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  @Test
  void rowsHaveASlopeForEachFeature() {
    InputType rows = InputType.feedForward(6);
    Stock.assertOnKernels(
        Chain.of(
            DataType.FLOAT,
            rows,
            new DenseLayer.Builder().nOut(9).activation(Activation.IDENTITY).build(),
            new PReLULayer.Builder().inputShape(9).build(),
            output()),
        rows);
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void imagesMayShareSlopesAmongPositions(CNN2DFormat format) {
    boolean first = format == CNN2DFormat.NCHW;
    long[] shape = first ? new long[] {4, 5, 6} : new long[] {5, 6, 4};
    long[] positions = first ? new long[] {2, 3} : new long[] {1, 2};
    InputType images = InputType.convolutional(5, 6, 2, format);
    for (PReLULayer.Builder prelu :
        new PReLULayer.Builder[] {
          new PReLULayer.Builder(), new PReLULayer.Builder().sharedAxes(positions)
        }) {
      Stock.assertOnKernels(
          Chain.of(
              DataType.FLOAT,
              images,
              new ConvolutionLayer.Builder(1, 1)
                  .nOut(4)
                  .dataFormat(format)
                  .activation(Activation.IDENTITY)
                  .build(),
              prelu.inputShape(shape).build(),
              new ConvolutionLayer.Builder(2, 2).nOut(3).dataFormat(format).build(),
              output()),
          images);
    }
  }
}
