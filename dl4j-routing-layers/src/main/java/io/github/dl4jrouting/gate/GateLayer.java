package io.github.dl4jrouting.gate;

import io.github.dl4jrouting.naming.LayerLabel;
import io.github.dl4jrouting.parameter.ParameterLayout;
import io.github.dl4jrouting.router.RoutingLayer;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A router over two paths that compares one number a sample with a threshold τ: path 0 is through,
 * path 1 the bypass.
 *
 * <pre>
 *   p[n] = (1, 0) where the {@link Direction} says through, else (0, 1)
 *   p[n] = (g, 1 − g), g = σ(± (A[n] − τ) / T)     while a learnable threshold is trained
 * </pre>
 *
 * <p>τ is the layer's only parameter, {@code tau}, so that it is saved with the model; {@link
 * Thresholded} sets it. A fixed τ is never changed by training, a learnable one by the network's
 * updater; neither is regularized.
 */
public abstract class GateLayer extends RoutingLayer {
  private static final long serialVersionUID = 1L;

  @JsonProperty private double threshold;
  @JsonProperty private boolean learnable;
  @JsonProperty private ISchedule temperature;

  /** For deserialization. */
  protected GateLayer() {}

  /**
   * Takes over what the builder holds.
   *
   * @param builder the builder
   */
  protected GateLayer(Builder<?> builder) {
    super(builder);
    this.nOut = 2;
    this.threshold = builder.threshold;
    this.learnable = builder.learnable;
    this.temperature = builder.temperature;
    initializeConstraints(builder);
    checkConfiguration();
  }

  @Override
  protected void checkConfiguration() {
    if (Double.isNaN(threshold) || (learnable && Double.isInfinite(threshold))) {
      throw new IllegalStateException(
          LayerLabel.of(this)
              + ": expected a threshold that is "
              + (learnable ? "finite, because it is learnable" : "a number")
              + ", found "
              + threshold
              + ". Set threshold(τ).");
    }
    if (temperature instanceof FixedSchedule) {
      temperature(0, 0);
    }
  }

  /**
   * The threshold of a fresh network.
   *
   * @return τ, in units of the measure
   */
  public final double threshold() {
    return threshold;
  }

  /**
   * Whether training changes the threshold.
   *
   * @return true for a learnable threshold
   */
  public final boolean learnable() {
    return learnable;
  }

  /**
   * Which side of the threshold is skipped.
   *
   * @return the direction
   */
  public abstract Direction direction();

  /**
   * T of the soft gate while a learnable threshold is trained.
   *
   * @param iteration parameter updates so far
   * @param epoch epochs so far
   * @return temperature, in units of the measure
   * @throws IllegalStateException if the schedule gives a temperature that is not positive
   */
  public final double temperature(int iteration, int epoch) {
    double value = temperature.valueAt(iteration, epoch);
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalStateException(
          LayerLabel.of(this)
              + ": expected a temperature that is a finite number above 0, found "
              + value
              + " at iteration "
              + iteration
              + ", epoch "
              + epoch
              + ". Mend temperature(...).");
    }
    return value;
  }

  @Override
  public IUpdater getUpdaterByParam(String paramName) {
    return learnable ? super.getUpdaterByParam(paramName) : new NoOp();
  }

  @Override
  public ParamInitializer initializer() {
    return Parameters.INSTANCE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GateLayer that
        && super.equals(other)
        && Double.compare(threshold, that.threshold) == 0
        && learnable == that.learnable
        && Objects.equals(temperature, that.temperature);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), threshold, learnable, temperature);
  }

  /** τ alone. */
  private static final class Parameters extends ParameterLayout {
    static final Parameters INSTANCE = new Parameters();

    @Override
    protected List<Parameter> parameters(Layer layer) {
      double initial = ((GateLayer) layer).threshold;
      return List.of(
          new Parameter(
              Thresholded.THRESHOLD_KEY,
              Kind.THRESHOLD,
              new long[] {1, 1},
              flat -> flat.assign(initial)));
    }
  }

  /**
   * What both gates' builders share.
   *
   * @param <T> the builder's own type
   */
  public abstract static class Builder<T extends Builder<T>> extends RoutingLayer.Builder<T> {
    private static final double DEFAULT_TEMPERATURE = 0.1;

    private double threshold;
    private boolean learnable;
    private ISchedule temperature = new FixedSchedule(DEFAULT_TEMPERATURE);

    /**
     * A builder with a first threshold.
     *
     * @param threshold τ
     */
    protected Builder(double threshold) {
      this.threshold = threshold;
    }

    @SuppressWarnings("unchecked")
    private T self() {
      return (T) this;
    }

    /**
     * Sets the threshold.
     *
     * @param tau τ, in units of the measure; an infinity opens or closes the gate for good
     * @return this
     */
    public T threshold(double tau) {
      this.threshold = tau;
      return self();
    }

    /**
     * Makes the threshold learnable: soft while training, hard at inference.
     *
     * @param train default false
     * @return this
     */
    public T learnable(boolean train) {
      this.learnable = train;
      return self();
    }

    /**
     * Sets a constant T of the soft gate.
     *
     * @param constant positive, in units of the measure; default 0.1
     * @return this
     */
    public T temperature(double constant) {
      return temperature(new FixedSchedule(constant));
    }

    /**
     * Sets T of the soft gate.
     *
     * @param schedule of positive numbers
     * @return this
     */
    public T temperature(ISchedule schedule) {
      this.temperature = Objects.requireNonNull(schedule, "temperature");
      return self();
    }
  }
}
