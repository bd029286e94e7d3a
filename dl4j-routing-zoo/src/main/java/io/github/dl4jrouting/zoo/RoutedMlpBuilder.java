package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import java.util.EnumSet;
import java.util.Set;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Settings of a {@link RoutedMlp}; all have defaults, which suit MNIST: Adam with a learning rate
 * of 0.002, and a through-target of 0.4 for linear routers.
 */
public final class RoutedMlpBuilder extends ResidualModelBuilder<RoutedMlpBuilder> {

  int inputs = 784;
  int width = 128;
  int blocks = 6;

  RoutedMlpBuilder() {
    super(new Adam(0.002), 0.4);
  }

  RoutedMlpBuilder(RoutedMlpBuilder other) {
    super(other);
    inputs = other.inputs;
    width = other.width;
    blocks = other.blocks;
  }

  /**
   * Sets the number of inputs.
   *
   * @param count features of a sample, default 784
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public RoutedMlpBuilder inputs(int count) {
    inputs = atLeast1("inputs", count);
    return this;
  }

  /**
   * Sets the width of the stem and of every block.
   *
   * @param units default 128
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public RoutedMlpBuilder width(int units) {
    width = atLeast1("units of width", units);
    return this;
  }

  /**
   * Sets the number of blocks.
   *
   * @param count default 6
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public RoutedMlpBuilder blocks(int count) {
    blocks = atLeast1("blocks", count);
    return this;
  }

  @Override
  public Set<Routing> routings() {
    return EnumSet.allOf(Routing.class);
  }

  @Override
  public RoutedMlp build() {
    return new RoutedMlp(this);
  }

  @Override
  protected RouterLayer.Builder defaultRouter() {
    return new RouterLayer.Builder().trainingMode(TrainingMode.STRAIGHT_THROUGH);
  }
}
