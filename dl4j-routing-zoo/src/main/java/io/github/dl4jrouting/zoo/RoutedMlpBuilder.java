package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.router.RouterLayer;
import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/** Settings of a {@link RoutedMlp}; all have defaults, which suit MNIST. */
public final class RoutedMlpBuilder {

  int inputs = 784;
  int classes = 10;
  int width = 128;
  int blocks = 6;
  long seed = 42;
  IUpdater updater = new Adam(0.002);
  double l2 = 1e-4;
  DataType dataType = DataType.FLOAT;
  Routing routing = Routing.NONE;
  double throughTarget = 0.4;
  Optional<RouterLayer> router = Optional.empty();
  double survival = 1;

  RoutedMlpBuilder() {}

  RoutedMlpBuilder(RoutedMlpBuilder other) {
    inputs = other.inputs;
    classes = other.classes;
    width = other.width;
    blocks = other.blocks;
    seed = other.seed;
    updater = other.updater;
    l2 = other.l2;
    dataType = other.dataType;
    routing = other.routing;
    throughTarget = other.throughTarget;
    router = other.router;
    survival = other.survival;
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
   * Sets the number of classes.
   *
   * @param count default 10
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public RoutedMlpBuilder classes(int count) {
    classes = atLeast1("classes", count);
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

  /**
   * Sets where the weights start.
   *
   * @param value default 42
   * @return this
   */
  public RoutedMlpBuilder seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Sets the updater.
   *
   * @param rule default Adam with a learning rate of 0.002
   * @return this
   */
  public RoutedMlpBuilder updater(IUpdater rule) {
    updater = Objects.requireNonNull(rule, "updater");
    return this;
  }

  /**
   * Sets the L2 penalty on the weights.
   *
   * @param factor default 1e-4
   * @return this
   */
  public RoutedMlpBuilder l2(double factor) {
    l2 = factor;
    return this;
  }

  /**
   * Sets the type of parameters and activations.
   *
   * @param type default {@link DataType#FLOAT}
   * @return this
   */
  public RoutedMlpBuilder dataType(DataType type) {
    dataType = Objects.requireNonNull(type, "dataType");
    return this;
  }

  /**
   * Sets what decides which blocks a sample needs.
   *
   * @param kind default {@link Routing#NONE}, the dense twin
   * @return this
   */
  public RoutedMlpBuilder routing(Routing kind) {
    routing = Objects.requireNonNull(kind, "routing");
    return this;
  }

  /**
   * Sets the router before each block, where {@link Routing#ROUTERS} are chosen.
   *
   * @param layer copied for each block; default one that is trained straight-through and pulled to
   *     {@link #throughTarget}
   * @return this
   */
  public RoutedMlpBuilder router(RouterLayer layer) {
    router = Optional.of(Objects.requireNonNull(layer, "router"));
    return this;
  }

  /**
   * Sets the mean through-probability that each router is pulled to; gates have none.
   *
   * @param share default 0.4
   * @return this
   */
  public RoutedMlpBuilder throughTarget(double share) {
    throughTarget = share;
    return this;
  }

  /**
   * Sets the survival probability of the last block in training; those before it survive more
   * often, by {@link StochasticDepth#linearDecay}.
   *
   * @param probability above 0; default 1, which turns stochastic depth off
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public RoutedMlpBuilder survival(double probability) {
    survival = new StochasticDepth(probability).survival();
    return this;
  }

  /**
   * Makes the model.
   *
   * @return a model with these settings
   */
  public RoutedMlp build() {
    return new RoutedMlp(this);
  }

  private static int atLeast1(String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("Expected at least 1 " + what + ", found " + count);
    }
    return count;
  }
}
