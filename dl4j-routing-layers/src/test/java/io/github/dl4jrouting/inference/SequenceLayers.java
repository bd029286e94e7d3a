package io.github.dl4jrouting.inference;

import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Layers of small networks of sequences, and what they read. */
final class SequenceLayers {
  static final int FEATURES = 6;
  static final int STEPS = 9;
  static final int WORDS = 11;

  private SequenceLayers() {}

  static Layer lstm(RNNFormat format) {
    return new LSTM.Builder().nOut(5).dataFormat(format).build();
  }

  /** A class for each sample. */
  static Layer output() {
    return new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build();
  }

  /** A class for each step. */
  static Layer outputs(RNNFormat format) {
    return new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
        .nOut(4)
        .activation(Activation.SOFTMAX)
        .dataFormat(format)
        .build();
  }

  /** Numbers for embeddings. */
  static INDArray words(long... shape) {
    INDArray words = Nd4j.create(DataType.FLOAT, shape);
    for (long i = 0; i < words.length(); i++) {
      words.putScalar(i, i * 7 % WORDS);
    }
    return words;
  }
}
