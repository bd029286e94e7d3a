package io.github.dl4jrouting.input;

import io.github.dl4jrouting.naming.LayerLabel;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * The order of dimensions in an activation array: N samples, F features (or channels), H×W
 * positions of an image, T time steps.
 */
public enum InputLayout {
  /** Dense activations, {@code [N, F]}. */
  DENSE(2, 1),
  /** Convolutional activations, channels first, {@code [N, F, H, W]}. */
  NCHW(4, 1),
  /** Convolutional activations, channels last, {@code [N, H, W, F]}. */
  NHWC(4, 3),
  /** Sequences, features first, {@code [N, F, T]}. */
  NCW(3, 1),
  /** Sequences, time first, {@code [N, T, F]}. */
  NWC(3, 2);

  private final int rank;
  private final int featureDimension;

  InputLayout(int rank, int featureDimension) {
    this.rank = rank;
    this.featureDimension = featureDimension;
  }

  /**
   * The rank of an array in this layout.
   *
   * @return 2, 3 or 4
   */
  public int rank() {
    return rank;
  }

  /**
   * The dimension that holds features or channels.
   *
   * @return an index into the shape
   */
  public int featureDimension() {
    return featureDimension;
  }

  /**
   * The dimensions over which features are pooled: positions of an image, time steps of a sequence.
   *
   * @return indices into the shape; empty for {@link #DENSE}
   */
  public int[] pooledDimensions() {
    return switch (this) {
      case DENSE -> new int[0];
      case NCHW -> new int[] {2, 3};
      case NHWC -> new int[] {1, 2};
      case NCW -> new int[] {2};
      case NWC -> new int[] {1};
    };
  }

  /**
   * Whether this is an image layout.
   *
   * @return true for {@link #NCHW} and {@link #NHWC}
   */
  public boolean isConvolutional() {
    return rank == 4;
  }

  /**
   * Whether this is a sequence layout.
   *
   * @return true for {@link #NCW} and {@link #NWC}
   */
  public boolean isSequence() {
    return rank == 3;
  }

  /**
   * The layout of activations of the given type.
   *
   * @param type DL4J's input type: feed forward, flat convolutional, convolutional or recurrent
   * @param layerName name of the layer that asks, for the error
   * @return the layout
   * @throws IllegalStateException if the type is absent or three-dimensional convolutional
   */
  public static InputLayout of(InputType type, String layerName) {
    if (type instanceof InputType.InputTypeFeedForward
        || type instanceof InputType.InputTypeConvolutionalFlat) {
      return DENSE;
    }
    if (type instanceof InputType.InputTypeConvolutional images) {
      return images.getFormat() == CNN2DFormat.NHWC ? NHWC : NCHW;
    }
    if (type instanceof InputType.InputTypeRecurrent sequences) {
      return sequences.getFormat() == RNNFormat.NWC ? NWC : NCW;
    }
    throw new IllegalStateException(
        LayerLabel.of(layerName)
            + ": expected feed-forward, convolutional (2d) or recurrent input, found "
            + (type == null ? "none" : type)
            + ". Place the layer after one of those, or set the network's input types.");
  }

  /**
   * The type of activations in this layout.
   *
   * @param sample shape of one sample's activations, without the batch dimension
   * @return DL4J's input type
   * @throws IllegalArgumentException if the shape has another rank than this layout
   */
  public InputType type(long... sample) {
    if (sample.length != rank - 1) {
      throw new IllegalArgumentException(
          "Expected the shape of a sample in layout "
              + this
              + ", found "
              + Arrays.toString(sample));
    }
    return switch (this) {
      case DENSE -> InputType.feedForward(sample[0]);
      case NCHW -> InputType.convolutional(sample[1], sample[2], sample[0], CNN2DFormat.NCHW);
      case NHWC -> InputType.convolutional(sample[0], sample[1], sample[2], CNN2DFormat.NHWC);
      case NCW -> InputType.recurrent(sample[0], sample[1], RNNFormat.NCW);
      case NWC -> InputType.recurrent(sample[1], sample[0], RNNFormat.NWC);
    };
  }

  /**
   * The number of features or channels of the given type.
   *
   * @param type DL4J's input type
   * @param layerName name of the layer that asks, for the error
   * @return F
   * @throws IllegalStateException as {@link #of(InputType, String)} does
   */
  public static long features(InputType type, String layerName) {
    return switch (of(type, layerName)) {
      case DENSE ->
          type instanceof InputType.InputTypeConvolutionalFlat flat
              ? flat.getFlattenedSize()
              : ((InputType.InputTypeFeedForward) type).getSize();
      case NCHW, NHWC -> ((InputType.InputTypeConvolutional) type).getChannels();
      case NCW, NWC -> ((InputType.InputTypeRecurrent) type).getSize();
    };
  }

  /**
   * Checks that an array has this layout and the given number of features.
   *
   * @param shape shape found
   * @param features F expected; 0 or less to accept any
   * @param layerName name of the layer that asks, for the error
   * @throws IllegalArgumentException if rank or features differ
   */
  public void check(long[] shape, long features, String layerName) {
    if (shape.length != rank || (features > 0 && shape[featureDimension] != features)) {
      throw new IllegalArgumentException(
          LayerLabel.of(layerName)
              + ": expected input of rank "
              + rank
              + " in layout "
              + this
              + (features > 0
                  ? " with " + features + " features in dimension " + featureDimension
                  : "")
              + ", found shape "
              + Arrays.toString(shape)
              + ". Check the layer's nIn, its layout, and the vertex that feeds it.");
    }
  }
}
