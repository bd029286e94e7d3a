package io.github.dl4jrouting.router;

import io.github.dl4jrouting.naming.LayerLabel;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A router: a small trainable network on the previous activation that says how much each path is
 * used. The "routing module" of the adaptive-sparsity document (core component, routing module
 * functionality, innovation refinement).
 *
 * <pre>
 *   z = pooled features of x                                 [N, F]    (see {@link io.github.dl4jrouting.input.FeaturePooling})
 *   z ← F · softmax(u ⊙ z + c) ⊙ z                           [N, F]    with feature attention
 *   h_0 = z,  h_{i+1} = activation(h_i W_i + b_i)            [N, H_i]  0 or more hidden layers
 *   s = h W_H + b_H                                          [N, K]    scores
 *   p = softmax(s / T) while trained as {@link TrainingMode} says; as {@link InferenceMode} says after
 * </pre>
 *
 * <p>Input: {@code [N, F]}, {@code [N, F, H, W]}, {@code [N, H, W, F]}, {@code [N, F, T]} or {@code
 * [N, T, F]}; output: {@code [N, K]}, rows sum to 1. Path 0 is through and the last path is the
 * bypass; the bias starts path 0 at a probability of 0.87, so that a fresh network computes its
 * blocks. Uniform attention (u = c = 0, the start) leaves the features as they are.
 *
 * <p>A sequence mask {@code [N, T]} restricts the pooling; a mask of one number a sample excludes
 * samples from the penalty. Parameters: {@code u}, {@code c} (attention), {@code W0, b0, …}.
 *
 * <p>The penalty, if any, is a training loss: its value is part of the score of a training pass,
 * like l1 and l2, and not of a test pass. It sees softmax(s / T), or softmax(s) in {@link
 * TrainingMode#GUMBEL}, which is the exact rate at which noisy scores choose each path.
 */
public final class RouterLayer extends RoutingLayer {
  private static final long serialVersionUID = 1L;

  @JsonProperty private int[] hiddenSizes;
  @JsonProperty private boolean featureAttention;
  @JsonProperty private TrainingMode trainingMode;
  @JsonProperty private InferenceMode inferenceMode;
  @JsonProperty private int topK;
  @JsonProperty private ISchedule temperature;
  @JsonProperty private ISchedule noise;
  @JsonProperty private double inferenceTemperature;
  @JsonProperty private double openProbability;
  @JsonProperty private SparsityPenaltyLoss penalty;

  /** For deserialization. */
  RouterLayer() {}

  private RouterLayer(Builder builder) {
    super(builder);
    this.hiddenSizes = builder.hiddenSizes.clone();
    this.featureAttention = builder.featureAttention;
    this.trainingMode = builder.trainingMode;
    this.inferenceMode = builder.inferenceMode;
    this.topK = builder.topK;
    this.temperature = builder.temperature;
    this.noise =
        builder.noise != null
            ? builder.noise
            : new FixedSchedule(builder.trainingMode == TrainingMode.GUMBEL ? 1 : 0);
    this.inferenceTemperature = builder.inferenceTemperature;
    this.openProbability = builder.openProbability;
    this.penalty = builder.penalty;
    initializeConstraints(builder);
    checkConfiguration();
  }

  @Override
  protected void checkConfiguration() {
    require(paths() >= 2, "at least 2 paths", paths(), "Set paths(K).");
    require(
        Arrays.stream(hiddenSizes).allMatch(size -> size > 0),
        "hidden sizes of at least 1",
        Arrays.toString(hiddenSizes),
        "Set hidden(...).");
    require(
        inferenceMode != InferenceMode.TOP_K || (topK >= 1 && topK <= paths()),
        "1 to " + paths() + " top paths",
        topK,
        "Set topK(k).");
    require(
        openProbability > 0 && openProbability < 1,
        "an open probability between 0 and 1",
        openProbability,
        "Set openProbability(p).");
    positive("inferenceTemperature", inferenceTemperature);
    if (temperature instanceof FixedSchedule fixed) {
      positive("temperature", fixed.getValue());
    }
    if (noise instanceof FixedSchedule fixed) {
      checkedNoise(fixed.getValue(), "");
    }
    if (penalty != null) {
      try {
        penalty.costs(paths());
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(LayerLabel.of(this) + ": " + e.getMessage(), e);
      }
    }
  }

  private void positive(String what, double value) {
    require(
        value > 0 && Double.isFinite(value),
        "a " + what + " that is a finite number above 0",
        value,
        "Set " + what + "(...).");
  }

  private double checkedNoise(double value, String where) {
    require(
        value >= 0 && Double.isFinite(value),
        "noise that is a finite number of at least 0" + where,
        value,
        "Set noise(...).");
    return value;
  }

  private void require(boolean holds, String expected, Object found, String remedy) {
    LayerLabel.require(this, holds, expected, found, remedy);
  }

  /**
   * Sizes of the hidden layers, first to last.
   *
   * @return H_i; empty for a linear router
   */
  public int[] hiddenSizes() {
    return hiddenSizes.clone();
  }

  /**
   * Whether the features are re-weighted by attention.
   *
   * @return true with attention
   */
  public boolean featureAttention() {
    return featureAttention;
  }

  /**
   * How probabilities are made while training.
   *
   * @return the mode
   */
  public TrainingMode trainingMode() {
    return trainingMode;
  }

  /**
   * How probabilities are made at inference.
   *
   * @return the mode
   */
  public InferenceMode inferenceMode() {
    return inferenceMode;
  }

  /**
   * How many paths stay under {@link InferenceMode#TOP_K}.
   *
   * @return k
   */
  public int topK() {
    return topK;
  }

  /**
   * T of SOFT and TOP_K inference.
   *
   * @return temperature, positive
   */
  public double inferenceTemperature() {
    return inferenceTemperature;
  }

  /**
   * The probability of path 0 before training, where features say nothing.
   *
   * @return a number between 0 and 1
   */
  public double openProbability() {
    return openProbability;
  }

  /**
   * The penalty on this router's probabilities.
   *
   * @return the penalty, if there is one
   */
  public Optional<SparsityPenaltyLoss> penalty() {
    return Optional.ofNullable(penalty);
  }

  /**
   * T of training at a point of it.
   *
   * @param iteration parameter updates so far
   * @param epoch epochs so far
   * @return temperature
   * @throws IllegalStateException if the schedule gives a temperature that is not positive
   */
  public double temperature(int iteration, int epoch) {
    double value = temperature.valueAt(iteration, epoch);
    require(
        value > 0 && Double.isFinite(value),
        "a temperature above 0 at iteration " + iteration + ", epoch " + epoch,
        value,
        "Mend its schedule.");
    return value;
  }

  /**
   * The factor on Gumbel noise at a point of training.
   *
   * @param iteration parameter updates so far
   * @param epoch epochs so far
   * @return factor, at least 0; 0 for {@link TrainingMode#SOFT}
   * @throws IllegalStateException if the schedule gives a negative factor
   */
  public double noise(int iteration, int epoch) {
    if (trainingMode == TrainingMode.SOFT) {
      return 0;
    }
    return checkedNoise(
        noise.valueAt(iteration, epoch), " at iteration " + iteration + ", epoch " + epoch);
  }

  @Override
  public ParamInitializer initializer() {
    return RouterParameters.INSTANCE;
  }

  @Override
  protected RoutingRuntime<?> newRuntime(NeuralNetConfiguration conf, DataType dataType) {
    return new RouterRuntime(conf, dataType);
  }

  @Override
  public RouterLayer clone() {
    return (RouterLayer) super.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RouterLayer that
        && super.equals(other)
        && Arrays.equals(hiddenSizes, that.hiddenSizes)
        && featureAttention == that.featureAttention
        && trainingMode == that.trainingMode
        && inferenceMode == that.inferenceMode
        && topK == that.topK
        && Objects.equals(temperature, that.temperature)
        && Objects.equals(noise, that.noise)
        && inferenceTemperature == that.inferenceTemperature
        && openProbability == that.openProbability
        && Objects.equals(penalty, that.penalty);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(), Arrays.hashCode(hiddenSizes), trainingMode, inferenceMode, penalty);
  }

  /** Builds a router. */
  public static final class Builder extends RoutingLayer.Builder<Builder> {
    /** Probability of path 0 at the start: a bias of about 1.9 for two paths. */
    public static final double DEFAULT_OPEN_PROBABILITY = 0.87;

    private int[] hiddenSizes = {};
    private boolean featureAttention;
    private TrainingMode trainingMode = TrainingMode.SOFT;
    private InferenceMode inferenceMode = InferenceMode.HARD;
    private int topK;
    private ISchedule temperature = new FixedSchedule(1);
    private ISchedule noise;
    private double inferenceTemperature = 1;
    private double openProbability = DEFAULT_OPEN_PROBABILITY;
    private SparsityPenaltyLoss penalty;

    /** A linear router over two paths, soft in training and hard at inference. */
    public Builder() {
      nOut(2);
    }

    /**
     * Sets the number of paths.
     *
     * @param paths K, at least 2; default 2
     * @return this
     */
    public Builder paths(int paths) {
      return nOut(paths);
    }

    /**
     * Sets the hidden layers, whose activation is the layer's {@code activation(...)}.
     *
     * @param sizes units of each, first to last; default none, a linear router
     * @return this
     */
    public Builder hidden(int... sizes) {
      this.hiddenSizes = sizes.clone();
      return this;
    }

    /**
     * Re-weights the features by attention before they are scored, at a cost of O(F).
     *
     * @param attention default false
     * @return this
     */
    public Builder featureAttention(boolean attention) {
      this.featureAttention = attention;
      return this;
    }

    /**
     * Sets how probabilities are made while training.
     *
     * @param mode default {@link TrainingMode#SOFT}
     * @return this
     */
    public Builder trainingMode(TrainingMode mode) {
      this.trainingMode = Objects.requireNonNull(mode, "trainingMode");
      return this;
    }

    /**
     * Sets how probabilities are made at inference.
     *
     * @param mode default {@link InferenceMode#HARD}; {@link #topK(int)} for {@link
     *     InferenceMode#TOP_K}
     * @return this
     */
    public Builder inferenceMode(InferenceMode mode) {
      this.inferenceMode = Objects.requireNonNull(mode, "inferenceMode");
      return this;
    }

    /**
     * Keeps the k likeliest paths at inference.
     *
     * @param k 1 to K
     * @return this
     */
    public Builder topK(int k) {
      this.topK = k;
      return inferenceMode(InferenceMode.TOP_K);
    }

    /**
     * Sets a constant temperature of training.
     *
     * @param constant T, positive; default 1
     * @return this
     */
    public Builder temperature(double constant) {
      return temperature(new FixedSchedule(constant));
    }

    /**
     * Sets the temperature of training.
     *
     * @param schedule of positive numbers
     * @return this
     */
    public Builder temperature(ISchedule schedule) {
      this.temperature = Objects.requireNonNull(schedule, "temperature");
      return this;
    }

    /**
     * Sets the factor on Gumbel noise in training; {@link TrainingMode#SOFT} has none.
     *
     * @param schedule of numbers of at least 0; default 1 for {@link TrainingMode#GUMBEL}, else 0
     * @return this
     */
    public Builder noise(ISchedule schedule) {
      this.noise = Objects.requireNonNull(schedule, "noise");
      return this;
    }

    /**
     * Sets the temperature of SOFT and TOP_K inference. It is apart from that of training, so that
     * a restored model gives the same result wherever its training stopped.
     *
     * @param constant T, positive; default 1
     * @return this
     */
    public Builder inferenceTemperature(double constant) {
      this.inferenceTemperature = constant;
      return this;
    }

    /**
     * Sets the probability of path 0 before training.
     *
     * @param probability between 0 and 1; default 0.87
     * @return this
     */
    public Builder openProbability(double probability) {
      this.openProbability = probability;
      return this;
    }

    /**
     * Sets the penalty on this router's probabilities.
     *
     * @param loss the penalty; default none
     * @return this
     */
    public Builder penalty(SparsityPenaltyLoss loss) {
      this.penalty = Objects.requireNonNull(loss, "penalty");
      return this;
    }

    /**
     * Builds the router.
     *
     * @return the layer
     * @throws IllegalStateException if a setting is out of range, naming it
     */
    @Override
    @SuppressWarnings("unchecked")
    public RouterLayer build() {
      return new RouterLayer(this);
    }
  }
}
