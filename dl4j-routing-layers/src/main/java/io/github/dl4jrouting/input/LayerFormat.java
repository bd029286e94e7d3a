package io.github.dl4jrouting.input;

import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;

/** Where DL4J's layers have the channels of images, and the features of sequences. */
public final class LayerFormat {
  private LayerFormat() {}

  /**
   * Where a layer has the channels of images.
   *
   * @param layer a layer, not frozen
   * @return its format; empty where it is none of images, or does not ask
   */
  public static Optional<CNN2DFormat> ofImages(Layer layer) {
    if (layer instanceof Convolution1DLayer || layer instanceof Subsampling1DLayer) {
      return Optional.empty();
    }
    if (layer instanceof ConvolutionLayer convolution) {
      return Optional.ofNullable(convolution.getCnn2dDataFormat());
    }
    if (layer instanceof SubsamplingLayer pooling) {
      return Optional.ofNullable(pooling.getCnn2dDataFormat());
    }
    if (layer instanceof BatchNormalization normalization) {
      return Optional.ofNullable(normalization.getCnn2DFormat());
    }
    return ofOthers(layer);
  }

  private static Optional<CNN2DFormat> ofOthers(Layer layer) {
    if (layer instanceof ZeroPaddingLayer padding) {
      return Optional.ofNullable(padding.getDataFormat());
    }
    if (layer instanceof Cropping2D cropping) {
      return Optional.ofNullable(cropping.getDataFormat());
    }
    if (layer instanceof Upsampling2D upsampling) {
      return Optional.ofNullable(upsampling.getFormat());
    }
    if (layer instanceof SpaceToDepthLayer blocks) {
      boolean first = blocks.getDataFormat() == CNN2DFormat.NCHW; // as DL4J takes no format
      return Optional.of(first ? CNN2DFormat.NCHW : CNN2DFormat.NHWC);
    }
    if (layer instanceof LocalResponseNormalization normalization) {
      return Optional.ofNullable(normalization.getDataFormat());
    }
    if (layer instanceof CnnLossLayer loss) {
      return Optional.ofNullable(loss.getFormat());
    }
    return layer instanceof Yolo2OutputLayer boxes
        ? Optional.ofNullable(boxes.getFormat())
        : Optional.empty();
  }

  /**
   * Where a layer has the features of sequences.
   *
   * @param layer a layer, not frozen
   * @return its format; empty where it is none of sequences, or does not ask
   */
  public static Optional<RNNFormat> ofSequences(Layer layer) {
    if (layer instanceof BaseRecurrentLayer recurrent) {
      return Optional.ofNullable(recurrent.getRnnDataFormat());
    }
    if (layer instanceof LastTimeStep last) {
      return ofSequences(last.getUnderlying());
    }
    if (layer instanceof Bidirectional both) {
      return ofSequences(both.getFwd());
    }
    if (layer instanceof Convolution1DLayer convolution) {
      return Optional.ofNullable(convolution.getRnnDataFormat());
    }
    if (layer instanceof RnnOutputLayer output) {
      return Optional.ofNullable(output.getRnnDataFormat());
    }
    return layer instanceof RnnLossLayer loss
        ? Optional.ofNullable(loss.getRnnDataFormat())
        : Optional.empty();
  }
}
