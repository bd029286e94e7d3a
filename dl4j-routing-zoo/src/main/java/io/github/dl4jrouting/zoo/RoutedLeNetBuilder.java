package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.gate.ConfidenceMeasure;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.learning.config.Adam;

/** Settings of a {@link RoutedLeNet}; all have defaults, which suit MNIST. */
public final class RoutedLeNetBuilder extends RoutedModelBuilder<RoutedLeNetBuilder> {

  int channels = 1;
  int height = 28;
  int width = 28;
  CNN2DFormat format = CNN2DFormat.NCHW;
  int exitFilters = 8;
  int exitUnits = 32;
  int imageExitUnits;
  double exitThreshold = Double.NaN;
  ConfidenceMeasure confidence = ConfidenceMeasure.MAX_PROBABILITY;

  RoutedLeNetBuilder() {
    super(new Adam(0.001), 0.4);
  }

  RoutedLeNetBuilder(RoutedLeNetBuilder other) {
    super(other);
    channels = other.channels;
    height = other.height;
    width = other.width;
    format = other.format;
    exitFilters = other.exitFilters;
    exitUnits = other.exitUnits;
    imageExitUnits = other.imageExitUnits;
    exitThreshold = other.exitThreshold;
    confidence = other.confidence;
  }

  /**
   * Sets the size of an image.
   *
   * @param imageChannels default 1
   * @param imageHeight rows, default 28, at least 16
   * @param imageWidth columns, default 28, at least 16
   * @return this
   * @throws IllegalArgumentException if the second stage would have nothing left to look at
   */
  public RoutedLeNetBuilder image(int imageChannels, int imageHeight, int imageWidth) {
    if (imageChannels < 1
        || imageHeight < RoutedLeNet.SMALLEST
        || imageWidth < RoutedLeNet.SMALLEST) {
      throw new IllegalArgumentException(
          "Expected images of at least 1 channel, "
              + RoutedLeNet.SMALLEST
              + " rows and "
              + RoutedLeNet.SMALLEST
              + " columns, found "
              + imageChannels
              + "x"
              + imageHeight
              + "x"
              + imageWidth);
    }
    channels = imageChannels;
    height = imageHeight;
    width = imageWidth;
    return this;
  }

  /**
   * Sets the order of an image's axes.
   *
   * @param order default {@link CNN2DFormat#NCHW}
   * @return this
   */
  public RoutedLeNetBuilder format(CNN2DFormat order) {
    format = Objects.requireNonNull(order, "format");
    return this;
  }

  /**
   * Sets the number of classes.
   *
   * @param count default 10
   * @return this
   * @throws IllegalArgumentException if it is below 2
   */
  @Override
  public RoutedLeNetBuilder classes(int count) {
    if (count < 2) {
      throw new IllegalArgumentException("Expected at least 2 classes, found " + count);
    }
    return super.classes(count);
  }

  /**
   * Sets how many filters of the first convolution the exit sees. The others are layers of their
   * own, {@code conv-1-rest} and {@code pool-1-rest}, for those who go on.
   *
   * @param count default 8; 20 are all, and then there are no such layers
   * @return this
   * @throws IllegalArgumentException if it is not from 1 to 20
   */
  public RoutedLeNetBuilder exitFilters(int count) {
    if (count < 1 || count > RoutedLeNet.FIRST_FILTERS) {
      throw new IllegalArgumentException(
          "Expected the exit to see 1 to "
              + RoutedLeNet.FIRST_FILTERS
              + " filters of the first convolution, found "
              + count);
    }
    exitFilters = count;
    return this;
  }

  /**
   * Sets the width of the hidden layer of the early classifier after the first stage.
   *
   * @param units default 32
   * @return this
   * @throws IllegalArgumentException if it is below 1
   */
  public RoutedLeNetBuilder exitUnits(int units) {
    exitUnits = atLeast1("exit units", units);
    return this;
  }

  /**
   * Adds an exit that sees the image itself, before all convolutions: a dense layer and the scores.
   * It costs little where images are small, and answers for the plainest of them. While the network
   * trains it has a third output, {@value RoutedLeNet#IMAGE_EXIT}; nobody takes the exit until the
   * threshold of {@value RoutedLeNet#IMAGE_GATE} is set.
   *
   * @param units of its hidden layer; default 0, for no such exit
   * @return this
   * @throws IllegalArgumentException if it is below 0
   */
  public RoutedLeNetBuilder imageExitUnits(int units) {
    if (units < 0) {
      throw new IllegalArgumentException(
          "Expected image exit units of at least 0, for no such exit, found " + units);
    }
    imageExitUnits = units;
    return this;
  }

  /**
   * Sets how sure the early classifier after the first stage has to be. It can be set later too, on
   * a trained network, with {@link io.github.dl4jrouting.gate.Thresholded}.
   *
   * @param threshold in units of {@link #confidence}; default: nobody exits
   * @return this
   * @throws IllegalArgumentException if it is NaN
   */
  public RoutedLeNetBuilder exitThreshold(double threshold) {
    if (Double.isNaN(threshold)) {
      throw new IllegalArgumentException("Expected an exit threshold, found NaN");
    }
    exitThreshold = threshold;
    return this;
  }

  /**
   * Sets what each exit compares with its threshold.
   *
   * @param measure default {@link ConfidenceMeasure#MAX_PROBABILITY}; BranchyNet takes {@link
   *     ConfidenceMeasure#ENTROPY}
   * @return this
   */
  public RoutedLeNetBuilder confidence(ConfidenceMeasure measure) {
    confidence = Objects.requireNonNull(measure, "confidence");
    return this;
  }

  /**
   * Sets what is routed.
   *
   * @param kind default {@link Routing#NONE}, the dense twin; {@link Routing#EARLY_EXIT} adds the
   *     exit after the first stage; {@link Routing#ROUTERS} and {@link Routing#ACTIVITY_GATES} add
   *     the exit, and let a router or a gate choose between the dense stage and a linear bypass
   * @return this
   */
  @Override
  public RoutedLeNetBuilder routing(Routing kind) {
    return super.routing(kind);
  }

  @Override
  public Set<Routing> routings() {
    return EnumSet.allOf(Routing.class);
  }

  @Override
  public RoutedLeNet build() {
    return new RoutedLeNet(this);
  }

  @Override
  protected RouterLayer.Builder defaultRouter() {
    return new RouterLayer.Builder().trainingMode(TrainingMode.STRAIGHT_THROUGH);
  }
}
