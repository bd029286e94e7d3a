package io.github.dl4jrouting.examples.benchmark.network;

/** What decides for each sample whether its block is computed. */
public sealed interface Guard {

  /**
   * A linear router: scores z W + b of the features z (for an image, the means over height and
   * width, for a sequence over its steps); the sample goes through where the first score is the
   * larger, else it takes the bypass.
   *
   * @param features length of z
   * @param weights W, {@code [features, 2]} row by row
   * @param bias b, {@code [2]}
   */
  record Router(int features, float[] weights, float[] bias) implements Guard {

    /**
     * A router that reads one feature alone: through where it is above a threshold. The others have
     * weight 0, but are multiplied all the same by every contestant.
     *
     * @param features length of z
     * @param feature which one decides
     * @param threshold what it is compared with
     * @return the router
     */
    static Router on(int features, int feature, float threshold) {
      float[] weights = new float[2 * features];
      weights[2 * feature] = 1;
      weights[2 * feature + 1] = -1;
      return new Router(features, weights, new float[] {-threshold, threshold});
    }
  }

  /** An activity gate with a threshold below all activities: its whole cost, and no skip. */
  record OpenGate() implements Guard {}
}
