package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class RepeatKernelTest {

  /** An autoencoder of sequences. */
  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void anEncodingIsEachStepOfASequence(RNNFormat format) {
    InputType type = InputType.recurrent(4, 7, format);
    RepeatVector repeat = new RepeatVector.Builder<>(7).build();
    repeat.setDataFormat(format);
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            type,
            new LastTimeStep(new LSTM.Builder().nOut(5).dataFormat(format).build()),
            repeat,
            new LSTM.Builder().nOut(6).dataFormat(format).build(),
            new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .nOut(4)
                .dataFormat(format)
                .activation(Activation.IDENTITY)
                .build());
    if (format == RNNFormat.NCW) {
      Stock.assertOnKernels(graph, type);
    } else {
      assertThat(Stock.leftToDl4j(graph, type)).containsExactly("l1");
    }
  }
}
