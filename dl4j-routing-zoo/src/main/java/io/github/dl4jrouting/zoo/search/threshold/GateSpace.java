package io.github.dl4jrouting.zoo.search.threshold;

import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import java.util.EnumMap;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The settings of one gate: a share of samples to skip, which becomes a threshold by the quantiles
 * of what the gate saw, and the side that is skipped.
 *
 * <pre>
 *   u ≤ e            always open
 *   u ≥ 1 − e        always closed
 *   else             τ skips a share (u − e) / (1 − 2e) of what was seen
 * </pre>
 */
final class GateSpace {
  /** e: how much of the range stands for always open, and for always closed. */
  static final double CONSTANT = 0.125;

  @JsonProperty private final String gate;
  @JsonProperty private final ParameterSpace<Double> share;
  @JsonProperty private final ParameterSpace<Direction> direction;
  @JsonProperty private final Map<ActivityMeasure, double[]> quantiles;

  /**
   * A gate.
   *
   * @param gate its name
   * @param share u, between 0 and 1
   * @param direction which side is skipped
   * @param quantiles by measure, evenly spaced from the least to the largest value seen
   */
  GateSpace(
      @JsonProperty("gate") String gate,
      @JsonProperty("share") ParameterSpace<Double> share,
      @JsonProperty("direction") ParameterSpace<Direction> direction,
      @JsonProperty("quantiles") Map<ActivityMeasure, double[]> quantiles) {
    this.gate = gate;
    this.share = share;
    this.direction = direction;
    this.quantiles = new EnumMap<>(quantiles);
  }

  String gate() {
    return gate;
  }

  ParameterSpace<Double> share() {
    return share;
  }

  ParameterSpace<Direction> direction() {
    return direction;
  }

  double threshold(ActivityMeasure measure, double[] genes) {
    double u = share.getValue(genes);
    Direction side = direction.getValue(genes);
    if (u <= CONSTANT) {
      return side.open();
    }
    if (u >= 1 - CONSTANT) {
      return side.closed();
    }
    double skipped = (u - CONSTANT) / (1 - 2 * CONSTANT);
    return quantile(quantiles.get(measure), side == Direction.SKIP_LOW ? skipped : 1 - skipped);
  }

  private static double quantile(double[] sorted, double below) {
    double at = below * (sorted.length - 1);
    int i = Math.min((int) at, sorted.length - 2);
    // As a float: so a network stores it, and the traces hold what it sees.
    return (float) (sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]));
  }
}
