package io.github.dl4jrouting.examples.training;

import io.github.dl4jrouting.examples.data.MiniBatches;

/**
 * How many passes over the training samples a training takes where the user names none: as many as
 * for a usual data set, and more where a pass is only a few steps, for a network learns by steps.
 *
 * @param usual passes over a data set of usual size
 * @param batchSize samples a step
 */
public record UsualEpochs(int usual, int batchSize) {

  /** Fewer steps leave a network untrained. */
  private static final int STEPS = 200;

  /** More passes over the same few samples bring nothing. */
  private static final int MOST = 100;

  /**
   * Passes over so many samples.
   *
   * @param samples how many are trained on, at least 1
   * @return at least the usual number
   */
  public int over(int samples) {
    int stepsAPass = MiniBatches.count(samples, batchSize);
    return Math.max(usual, Math.min(MOST, (STEPS + stepsAPass - 1) / stepsAPass));
  }
}
