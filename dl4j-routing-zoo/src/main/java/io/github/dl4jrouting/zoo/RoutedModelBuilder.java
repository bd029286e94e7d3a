package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * What every model of this zoo can be told; all of it has defaults.
 *
 * @param <B> the builder's own type
 */
public abstract class RoutedModelBuilder<B extends RoutedModelBuilder<B>> {

  int classes = 10;
  long seed = 42;
  IUpdater updater;
  double l2 = 1e-4;
  DataType dataType = DataType.FLOAT;
  Routing routing = Routing.NONE;
  double throughTarget;
  Optional<RouterLayer> router = Optional.empty();

  /**
   * A builder with defaults that differ from model to model.
   *
   * @param updater how weights are trained
   * @param throughTarget the mean through-probability that routers are pulled to
   */
  protected RoutedModelBuilder(IUpdater updater, double throughTarget) {
    this.updater = updater;
    this.throughTarget = throughTarget;
  }

  /**
   * A copy.
   *
   * @param other whose settings to take over
   */
  protected RoutedModelBuilder(RoutedModelBuilder<B> other) {
    classes = other.classes;
    seed = other.seed;
    updater = other.updater;
    l2 = other.l2;
    dataType = other.dataType;
    routing = other.routing;
    throughTarget = other.throughTarget;
    router = other.router;
  }

  @SuppressWarnings("unchecked") // B is the subclass by its declaration
  private B self() {
    return (B) this;
  }

  /**
   * Sets the number of classes.
   *
   * @param count default 10
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public B classes(int count) {
    classes = atLeast1("classes", count);
    return self();
  }

  /**
   * Sets where the weights start.
   *
   * @param value default 42
   * @return this
   */
  public B seed(long value) {
    seed = value;
    return self();
  }

  /**
   * Sets the updater.
   *
   * @param rule default as the model's builder says
   * @return this
   */
  public B updater(IUpdater rule) {
    updater = Objects.requireNonNull(rule, "updater");
    return self();
  }

  /**
   * Sets the L2 penalty on the weights.
   *
   * @param factor default 1e-4
   * @return this
   */
  public B l2(double factor) {
    l2 = factor;
    return self();
  }

  /**
   * Sets the type of parameters and activations.
   *
   * @param type default {@link DataType#FLOAT}
   * @return this
   */
  public B dataType(DataType type) {
    dataType = Objects.requireNonNull(type, "dataType");
    return self();
  }

  /**
   * Sets what decides which blocks a sample needs.
   *
   * @param kind default {@link Routing#NONE}, the dense twin
   * @return this
   * @throws IllegalArgumentException if this model has no such routing
   */
  public B routing(Routing kind) {
    Objects.requireNonNull(kind, "routing");
    if (!routings().contains(kind)) {
      throw new IllegalArgumentException(
          getClass().getSimpleName() + ": expected a routing of " + routings() + ", found " + kind);
    }
    routing = kind;
    return self();
  }

  /**
   * The kinds of routing that this model has.
   *
   * @return {@link Routing#NONE} and at least one more
   */
  public Set<Routing> routings() {
    return EnumSet.of(Routing.NONE, Routing.ROUTERS, Routing.ACTIVITY_GATES);
  }

  /**
   * Sets the mean through-probability that each router is pulled to; gates have none, and neither
   * has a {@link #router} of your own.
   *
   * @param share default as the model's builder says
   * @return this
   */
  public B throughTarget(double share) {
    throughTarget = share;
    return self();
  }

  /**
   * Sets the router that each routed block gets a copy of, where {@link #routing} is {@link
   * Routing#ROUTERS}.
   *
   * @param layer a router over two paths, with a penalty of its own or none; default as the model
   *     says
   * @return this
   */
  public B router(RouterLayer layer) {
    router = Optional.of(layer);
    return self();
  }

  /**
   * Makes the model.
   *
   * @return a model with these settings
   */
  public abstract RoutedZooModel<?> build();

  /**
   * The router of a model whose user names none.
   *
   * @return its builder, to which the penalty for {@link #throughTarget} is added
   */
  protected abstract RouterLayer.Builder defaultRouter();

  /**
   * A configuration with what all layers share.
   *
   * @return a new one
   */
  final NeuralNetConfiguration.Builder network() {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .dataType(dataType)
        .updater(updater.clone())
        .weightInit(WeightInit.RELU)
        .l2(l2);
  }

  /**
   * What decides before a block.
   *
   * @param kind routers or gates
   * @return the layer
   */
  final RoutingLayer decider(Routing kind) {
    if (kind == Routing.ACTIVITY_GATES) {
      return new ActivityGateLayer.Builder().threshold(Double.NEGATIVE_INFINITY).build();
    }
    return router.orElseGet(
        () ->
            defaultRouter()
                .penalty(new SparsityPenaltyLoss.Builder().targetRate(throughTarget, 1).build())
                .build());
  }

  static int atLeast1(String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("Expected at least 1 " + what + ", found " + count);
    }
    return count;
  }
}
