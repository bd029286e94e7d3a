package io.github.dl4jrouting.zoo;

import org.nd4j.linalg.learning.config.IUpdater;

/**
 * What models of residual blocks can be told besides.
 *
 * @param <B> the builder's own type
 */
public abstract class ResidualModelBuilder<B extends ResidualModelBuilder<B>>
    extends RoutedModelBuilder<B> {

  double survival = 1;

  /**
   * A builder with defaults that differ from model to model.
   *
   * @param updater how weights are trained
   * @param throughTarget the mean through-probability that routers are pulled to
   */
  protected ResidualModelBuilder(IUpdater updater, double throughTarget) {
    super(updater, throughTarget);
  }

  /**
   * A copy.
   *
   * @param other whose settings to take over
   */
  protected ResidualModelBuilder(ResidualModelBuilder<B> other) {
    super(other);
    survival = other.survival;
  }

  /**
   * Sets the survival probability of the last block in training; those before it survive more
   * often, by {@link StochasticDepth#linearDecay}.
   *
   * @param probability above 0; default 1, which turns stochastic depth off
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  @SuppressWarnings("unchecked") // B is the subclass by its declaration
  public B survival(double probability) {
    survival = new StochasticDepth(probability).survival();
    return (B) this;
  }
}
