package io.github.dl4jrouting.gate;

/** Which side of the threshold is skipped. */
public enum Direction {
  /** Through where the measure is above the threshold: the activity-routing paper's rule. */
  SKIP_LOW(1),
  /** Through where the measure is below the threshold. */
  SKIP_HIGH(-1);

  private final int sign;

  Direction(int sign) {
    this.sign = sign;
  }

  /**
   * Whether a sample goes through.
   *
   * @param measure its activity or confidence
   * @param threshold τ
   * @return {@code measure > τ} or {@code measure < τ}; a tie is skipped
   */
  public boolean through(double measure, double threshold) {
    return this == SKIP_LOW ? measure > threshold : measure < threshold;
  }

  /**
   * The threshold that lets everything through.
   *
   * @return −∞ or ∞
   */
  public double open() {
    return this == SKIP_LOW ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  /**
   * The threshold that lets nothing through.
   *
   * @return ∞ or −∞
   */
  public double closed() {
    return -open();
  }

  /**
   * A threshold that parts two measures, and still does where a network stores it as a float and
   * another order of sums rounds the measures differently: halfway, or on the measure whose tie
   * falls on the right side where no float lies between them.
   *
   * @param low the smaller measure
   * @param high the larger one
   * @return τ with {@code low} on one side and {@code high} on the other
   */
  public double between(double low, double high) {
    float middle = (float) (low + (high - low) / 2);
    if (this == SKIP_LOW) {
      return middle >= high ? low : Math.max(middle, low);
    }
    return middle <= low ? high : Math.min(middle, high);
  }

  /**
   * The sign of the derivative of the soft gate σ(sign · (A − τ) / T) in A.
   *
   * @return 1 or −1
   */
  public int sign() {
    return sign;
  }
}
