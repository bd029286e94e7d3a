package io.github.dl4jrouting.penalty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A weighted sum of sparsity penalties on routing probabilities, the "sparsity penalty term that
 * encourages the network to favor fewer, higher-probability paths" of the adaptive-sparsity
 * document.
 *
 * <pre>
 *   L(s, p) = Σ_t w_t(iteration, epoch) · penalty_t(s, p)        see {@link Penalty} for each
 * </pre>
 *
 * <p>Shapes: p {@code [N, K]} with rows that sum to 1; s, the scores before softmax, likewise.
 *
 * <p>Two places to use it. On a router, {@code new RouterLayer.Builder().penalty(loss)}: the value
 * enters the network's score and the gradient the router's scores, schedules run with the training.
 * On a {@code LossLayer} that is fed by a router: labels are ignored, weights must be constant,
 * because DL4J tells a loss function neither iteration nor epoch; {@link SparsityPenaltyLayer} is
 * the loss layer that lifts this limit.
 *
 * <p>As an {@link ILossFunction}, the score without averaging is N · L, and the gradient that of N
 * · L, so that DL4J's division by the minibatch size leaves L.
 */
public final class SparsityPenaltyLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  @JsonProperty private final List<PenaltyTerm> terms;
  @JsonProperty private final double[] costs;

  SparsityPenaltyLoss(
      @JsonProperty("terms") List<PenaltyTerm> terms, @JsonProperty("costs") double[] costs) {
    if (terms == null || terms.isEmpty()) {
      throw new IllegalArgumentException(
          "SparsityPenaltyLoss: expected at least one penalty, found none. Add one to its builder.");
    }
    this.terms = List.copyOf(terms);
    this.costs = costs == null ? null : costs.clone();
    if (costs != null) {
      for (int k = 0; k < costs.length; k++) {
        if (!(costs[k] >= 0) || Double.isInfinite(costs[k])) {
          throw new IllegalArgumentException(
              "SparsityPenaltyLoss: expected path costs that are finite numbers of at least 0, found "
                  + costs[k]
                  + " for path "
                  + k);
        }
      }
    }
  }

  /**
   * The terms of the sum.
   *
   * @return terms, in the order they were added
   */
  public List<PenaltyTerm> terms() {
    return terms;
  }

  /**
   * The costs of K paths: those given to the builder, or 1 for each path and 0 for the last, the
   * bypass.
   *
   * @param paths K
   * @return costs, length K
   * @throws IllegalArgumentException if costs were given for another number of paths
   */
  public double[] costs(int paths) {
    if (costs == null) {
      double[] defaults = new double[paths];
      Arrays.fill(defaults, 0, paths - 1, 1);
      return defaults;
    }
    if (costs.length != paths) {
      throw new IllegalArgumentException(
          "SparsityPenaltyLoss: expected "
              + paths
              + " path costs, one a path, found "
              + costs.length
              + ": "
              + Arrays.toString(costs));
    }
    return costs.clone();
  }

  /**
   * Whether any term needs the scores before softmax.
   *
   * @return true if {@link Penalty#ROUTER_Z} is among the terms
   */
  public boolean needsScores() {
    return terms.stream().anyMatch(t -> t.penalty() == Penalty.ROUTER_Z);
  }

  /**
   * The value L.
   *
   * @param scores s, row-major {@code [N, K]}; may be null if {@link #needsScores()} is false
   * @param probabilities p, row-major {@code [N, K]}
   * @param paths K
   * @param mask which samples count; null for all
   * @param iteration parameter updates so far
   * @param epoch epochs so far
   * @return L
   */
  public double value(
      double[] scores,
      double[] probabilities,
      int paths,
      boolean[] mask,
      int iteration,
      int epoch) {
    Decisions decisions = Decisions.of(scores, probabilities, paths, costs(paths), mask);
    double sum = 0;
    for (PenaltyTerm term : terms) {
      sum +=
          term.weight(iteration, epoch)
              * decisions.mean(term.penalty().rows(decisions, term.target()));
    }
    return sum;
  }

  /**
   * The gradient of L through the probabilities, dL/dp with s held constant.
   *
   * @param probabilities p, row-major {@code [N, K]}
   * @param paths K
   * @param mask which samples count; null for all
   * @param iteration parameter updates so far
   * @param epoch epochs so far
   * @return {@code [N, K]}
   */
  public double[] probabilityGradient(
      double[] probabilities, int paths, boolean[] mask, int iteration, int epoch) {
    Decisions decisions = Decisions.of(null, probabilities, paths, costs(paths), mask);
    double[] gradient = new double[probabilities.length];
    for (PenaltyTerm term : terms) {
      double weight = term.weight(iteration, epoch);
      term.penalty().addProbabilityGradient(decisions, term.target(), weight, gradient);
    }
    return gradient;
  }

  /**
   * The gradient of L through the scores, ∂L/∂s with p held constant: that of {@link
   * Penalty#ROUTER_Z}.
   *
   * @param scores s, row-major {@code [N, K]}
   * @param paths K
   * @param mask which samples count; null for all
   * @param iteration parameter updates so far
   * @param epoch epochs so far
   * @return {@code [N, K]}
   */
  public double[] scoreGradient(
      double[] scores, int paths, boolean[] mask, int iteration, int epoch) {
    Decisions decisions = Decisions.of(scores, scores, paths, costs(paths), mask);
    double[] gradient = new double[scores.length];
    for (PenaltyTerm term : terms) {
      term.penalty().addScoreGradient(decisions, term.weight(iteration, epoch), gradient);
    }
    return gradient;
  }

  @Override
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    return score(preOutput, activation, mask, average, Progress.unknown(this));
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    return scoreArray(preOutput, activation, mask, Progress.unknown(this));
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    return gradient(preOutput, activation, mask, Progress.unknown(this));
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, preOutput, activation, mask, average),
        computeGradient(labels, preOutput, activation, mask));
  }

  double score(
      INDArray preOutput, IActivation activation, INDArray mask, boolean average, Progress at) {
    LossBatch batch = LossBatch.of(this, preOutput, activation, mask);
    double value =
        value(batch.scores(), batch.p(), batch.paths(), batch.mask(), at.iteration(), at.epoch());
    return average ? value : value * batch.samples();
  }

  /** One share of N · L a sample, {@code [N, 1]}: batch-wide terms are spread evenly. */
  INDArray scoreArray(INDArray preOutput, IActivation activation, INDArray mask, Progress at) {
    LossBatch batch = LossBatch.of(this, preOutput, activation, mask);
    Decisions decisions =
        Decisions.of(batch.scores(), batch.p(), batch.paths(), costs(batch.paths()), batch.mask());
    double[] shares = new double[batch.samples()];
    for (PenaltyTerm term : terms) {
      double[] rows = term.penalty().rows(decisions, term.target());
      double factor =
          term.weight(at.iteration(), at.epoch()) * batch.samples() / decisions.counted();
      for (int n = 0; n < shares.length; n++) {
        shares[n] += decisions.counts(n) ? factor * rows[n] : 0;
      }
    }
    return Nd4j.create(shares, new long[] {shares.length, 1}, preOutput.dataType());
  }

  /** The gradient of N · L with respect to preOutput. */
  INDArray gradient(INDArray preOutput, IActivation activation, INDArray mask, Progress at) {
    LossBatch batch = LossBatch.of(this, preOutput, activation, mask);
    long[] shape = preOutput.shape();
    double[] dp =
        probabilityGradient(batch.p(), batch.paths(), batch.mask(), at.iteration(), at.epoch());
    INDArray epsilon = Nd4j.create(dp, shape, 'c').castTo(preOutput.dataType());
    INDArray gradient = activation.backprop(preOutput.dup(), epsilon).getFirst();
    if (batch.scores() != null) {
      double[] ds =
          scoreGradient(batch.scores(), batch.paths(), batch.mask(), at.iteration(), at.epoch());
      gradient.addi(Nd4j.create(ds, shape, 'c').castTo(preOutput.dataType()));
    }
    return gradient.muli(batch.samples());
  }

  @Override
  public String name() {
    return "SparsityPenaltyLoss" + terms;
  }

  @Override
  public String toString() {
    return name();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparsityPenaltyLoss that
        && terms.equals(that.terms)
        && Arrays.equals(costs, that.costs);
  }

  @Override
  public int hashCode() {
    return 31 * terms.hashCode() + Arrays.hashCode(costs);
  }

  /** Where training stands. */
  record Progress(int iteration, int epoch) {
    static Progress unknown(SparsityPenaltyLoss loss) {
      for (PenaltyTerm term : loss.terms) {
        if (!term.isConstant()) {
          throw new IllegalStateException(
              loss.name()
                  + ": expected constant weights on a plain LossLayer, found a schedule, and DL4J does"
                  + " not tell a loss function where training stands. Use SparsityPenaltyLayer instead"
                  + " of LossLayer, or attach the penalty to the router.");
        }
      }
      return new Progress(0, 0);
    }
  }

  /** Builds a sum of penalties. */
  public static final class Builder {
    private final List<PenaltyTerm> terms = new ArrayList<>();
    private double[] costs;

    /** A builder without terms. */
    public Builder() {}

    /**
     * Adds a penalty with a constant weight.
     *
     * @param penalty what to penalise; not {@link Penalty#TARGET_RATE}, which has a method of its
     *     own
     * @param weight weight, at least 0
     * @return this
     */
    public Builder add(Penalty penalty, double weight) {
      return add(penalty, new FixedSchedule(weight));
    }

    /**
     * Adds a penalty whose weight follows a schedule.
     *
     * @param penalty what to penalise; not {@link Penalty#TARGET_RATE}, which has a method of its
     *     own
     * @param weight schedule of weights of at least 0
     * @return this
     */
    public Builder add(Penalty penalty, ISchedule weight) {
      if (penalty == Penalty.TARGET_RATE) {
        throw new IllegalArgumentException(
            "TARGET_RATE: expected a target, found none. Use targetRate(target, weight).");
      }
      terms.add(new PenaltyTerm(penalty, weight, 0));
      return this;
    }

    /**
     * Adds {@link Penalty#TARGET_RATE} with a constant weight.
     *
     * @param target mean cost aimed at; with default costs the share of samples that pass through
     * @param weight weight, at least 0
     * @return this
     */
    public Builder targetRate(double target, double weight) {
      return targetRate(target, new FixedSchedule(weight));
    }

    /**
     * Adds {@link Penalty#TARGET_RATE} whose weight follows a schedule.
     *
     * @param target mean cost aimed at, at most that of the dearest path
     * @param weight schedule of weights of at least 0
     * @return this
     */
    public Builder targetRate(double target, ISchedule weight) {
      terms.add(new PenaltyTerm(Penalty.TARGET_RATE, weight, target));
      return this;
    }

    /**
     * Sets what each path costs, for example in MACs relative to the dearest.
     *
     * @param pathCosts one finite number of at least 0 a path; default 1 for all but the last path,
     *     0 for the last, the bypass
     * @return this
     */
    public Builder costs(double... pathCosts) {
      this.costs = pathCosts.clone();
      return this;
    }

    /**
     * Builds the loss.
     *
     * @return the loss
     * @throws IllegalArgumentException if there is no term, a cost is negative or not finite, or a
     *     target rate is above the cost of the dearest path, which no routing can reach
     */
    public SparsityPenaltyLoss build() {
      double dearest = costs == null ? 1 : Arrays.stream(costs).max().orElse(0);
      for (PenaltyTerm term : terms) {
        if (term.penalty() == Penalty.TARGET_RATE && term.target() > dearest) {
          throw new IllegalArgumentException(
              "TARGET_RATE: expected a target between 0 and "
                  + dearest
                  + ", the cost of the dearest path, found "
                  + term.target()
                  + ". Lower the target, or set costs(...).");
        }
      }
      return new SparsityPenaltyLoss(terms, costs);
    }
  }
}
