package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.gate.ConfidenceMeasure;
import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/** Settings of a {@link RoutedLeNet}; all have defaults, which suit MNIST. */
public final class RoutedLeNetBuilder {

  int channels = 1;
  int height = 28;
  int width = 28;
  CNN2DFormat format = CNN2DFormat.NCHW;
  int classes = 10;
  int exitUnits = 48;
  double exitThreshold = Double.NaN;
  ConfidenceMeasure confidence = ConfidenceMeasure.MAX_PROBABILITY;
  long seed = 42;
  IUpdater updater = new Adam(0.001);
  double l2 = 1e-4;
  DataType dataType = DataType.FLOAT;
  Routing routing = Routing.NONE;
  double throughTarget = 0.4;

  RoutedLeNetBuilder() {}

  RoutedLeNetBuilder(RoutedLeNetBuilder other) {
    channels = other.channels;
    height = other.height;
    width = other.width;
    format = other.format;
    classes = other.classes;
    exitUnits = other.exitUnits;
    exitThreshold = other.exitThreshold;
    confidence = other.confidence;
    seed = other.seed;
    updater = other.updater;
    l2 = other.l2;
    dataType = other.dataType;
    routing = other.routing;
    throughTarget = other.throughTarget;
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
   * @param order default {@link CNN2DFormat#NCHW}, which the inference engine is fast with
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
  public RoutedLeNetBuilder classes(int count) {
    classes = atLeast("classes", 2, count);
    return this;
  }

  /**
   * Sets the width of the early classifier's hidden layer.
   *
   * @param units default 48
   * @return this
   * @throws IllegalArgumentException if it is below 1
   */
  public RoutedLeNetBuilder exitUnits(int units) {
    exitUnits = atLeast("exit units", 1, units);
    return this;
  }

  /**
   * Sets how sure the early classifier has to be. It can be set later too, on a trained network,
   * with {@link io.github.dl4jrouting.gate.Thresholded}.
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
   * Sets what the exit compares with its threshold.
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
   * Sets where the weights start.
   *
   * @param value default 42
   * @return this
   */
  public RoutedLeNetBuilder seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Sets the updater.
   *
   * @param rule default Adam with a learning rate of 0.001
   * @return this
   */
  public RoutedLeNetBuilder updater(IUpdater rule) {
    updater = Objects.requireNonNull(rule, "updater");
    return this;
  }

  /**
   * Sets the L2 penalty on the weights.
   *
   * @param factor default 1e-4
   * @return this
   */
  public RoutedLeNetBuilder l2(double factor) {
    l2 = factor;
    return this;
  }

  /**
   * Sets the type of parameters and activations.
   *
   * @param type default {@link DataType#FLOAT}
   * @return this
   */
  public RoutedLeNetBuilder dataType(DataType type) {
    dataType = Objects.requireNonNull(type, "dataType");
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
  public RoutedLeNetBuilder routing(Routing kind) {
    routing = Objects.requireNonNull(kind, "routing");
    return this;
  }

  /**
   * Sets the mean through-probability that the router of the dense stage is pulled to.
   *
   * @param share default 0.4
   * @return this
   */
  public RoutedLeNetBuilder throughTarget(double share) {
    throughTarget = share;
    return this;
  }

  /**
   * Makes the model.
   *
   * @return a model with these settings
   */
  public RoutedLeNet build() {
    return new RoutedLeNet(this);
  }

  private static int atLeast(String what, int least, int count) {
    if (count < least) {
      throw new IllegalArgumentException(
          "Expected at least " + least + " " + what + ", found " + count);
    }
    return count;
  }
}
