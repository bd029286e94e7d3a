package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * Settings of a {@link RoutedResNet}; all have defaults, which suit CIFAR-10: ResNet-20 on colour
 * images of 32×32, stochastic gradient descent with a learning rate of 0.1 and a momentum of 0.9,
 * and a through-target of 0.6 for routers as in ConvNet-AIG.
 */
public final class RoutedResNetBuilder extends ResidualModelBuilder<RoutedResNetBuilder> {

  private static final int ROUTER_UNITS = 16;

  ResNetShape shape = ResNetShape.cifar(20);
  int channels = 3;
  int height = 32;
  int width = 32;
  CNN2DFormat format = CNN2DFormat.NCHW;

  RoutedResNetBuilder() {
    super(new Nesterovs(0.1, 0.9), 0.6);
  }

  RoutedResNetBuilder(RoutedResNetBuilder other) {
    super(other);
    shape = other.shape;
    channels = other.channels;
    height = other.height;
    width = other.width;
    format = other.format;
  }

  /**
   * Sets how deep and wide the network is.
   *
   * @param blocks default {@code ResNetShape.cifar(20)}
   * @return this
   */
  public RoutedResNetBuilder shape(ResNetShape blocks) {
    shape = Objects.requireNonNull(blocks, "shape");
    return this;
  }

  /**
   * Sets the size of the images, in any format the same way.
   *
   * @param imageChannels colours, default 3
   * @param imageHeight rows, default 32
   * @param imageWidth columns, default 32
   * @return this
   * @throws IllegalArgumentException if one is out of range
   */
  public RoutedResNetBuilder image(int imageChannels, int imageHeight, int imageWidth) {
    channels = atLeast1("channels", imageChannels);
    height = atLeast1("rows of an image", imageHeight);
    width = atLeast1("columns of an image", imageWidth);
    return this;
  }

  /**
   * Sets the order of dimensions of images, and of all activations that come of them.
   *
   * @param order default {@link CNN2DFormat#NCHW}
   * @return this
   */
  public RoutedResNetBuilder format(CNN2DFormat order) {
    format = Objects.requireNonNull(order, "format");
    return this;
  }

  @Override
  public RoutedResNet build() {
    return new RoutedResNet(this);
  }

  /** ConvNet-AIG's: mean over the image, 16 units with ReLU, a hard choice under Gumbel noise. */
  @Override
  protected RouterLayer.Builder defaultRouter() {
    return new RouterLayer.Builder()
        .hidden(ROUTER_UNITS)
        .activation(Activation.RELU)
        .trainingMode(TrainingMode.STRAIGHT_THROUGH)
        .noise(new FixedSchedule(1));
  }
}
