package io.github.dl4jrouting.inference;

/** A convolution whose work is done in bands: some rows of a sample's results. */
abstract class BandedConvolution extends Convolution implements Workers.Task {
  /** About as many outputs of one channel as a part computes at most. */
  private static final int POSITIONS = 1200;

  /** A band of fewer is mostly rows that its neighbours copy too, and reads all weights again. */
  private static final int FEWEST_POSITIONS = 256;

  /** What each further band adds to the time of a sample: it copies rows that others copy too. */
  private static final double ANOTHER_BAND = 0.2;

  BandedConvolution(Convolution convolution) {
    super(convolution);
  }

  /** How many rows of results a band may have. */
  int mostRows(int height, int width) {
    return height;
  }

  /** How many planes of inputs a band copies. */
  abstract int planes();

  /** Computes a part of the work in bands of plan[0] rows, of which a sample has plan[1]. */
  @Override
  public void compute(Step step) {
    int parts = cut(step, bands(step.rows, step.lanes()));
    step.parallel(this, parts, (long) step.rows * Shapes.size(step.outShape) * depth());
  }

  /** How many bands a sample is cut into for the threads to be done with all samples soonest. */
  static int bands(int samples, int threads) {
    int best = 1;
    double least = Double.MAX_VALUE;
    for (int bands = 1; bands <= threads; bands++) {
      int inTurn = (samples * bands + threads - 1) / threads;
      double time = inTurn * (1 + ANOTHER_BAND * (bands - 1)) / bands;
      if (time < least) {
        best = bands;
        least = time;
      }
    }
    return best;
  }

  /**
   * Cuts the rows of each result into bands: plan[0] rows, and plan[1] of them a sample.
   *
   * @param fewest bands a sample, as far as it has so many rows
   * @return how many bands there are in all
   */
  private int cut(Step step, int fewest) {
    int height = step.outShape[1];
    int positions = height * step.outShape[2];
    int most = Math.min(POSITIONS, Planes.COPIED / planes());
    int shared = (window.inputs(0, 1) - window.stride()[0]) * step.outShape[2];
    most = Math.max(most, Math.min(Math.max(FEWEST_POSITIONS, shared), 2 * POSITIONS));
    int bands = Math.min(height, Math.max(fewest, (positions + most / 2) / most));
    step.plan[0] = Math.min((height + bands - 1) / bands, mostRows(height, step.outShape[2]));
    step.plan[1] = (height + step.plan[0] - 1) / step.plan[0];
    return step.rows * step.plan[1];
  }
}
