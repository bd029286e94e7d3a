package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.PoolingType;

/** Mean, maximum or sum over all positions of each channel: [C, …] to [C]. */
final class GlobalPoolingKernel implements Kernel, Workers.Task {
  private final PoolingType type;
  private final int[] dimensions;
  private final Empty empty;

  /** What becomes of sequences of which masks leave no step. */
  private enum Empty {
    /** Nothing divided by nothing, as DL4J has it. */
    AS_IT_COMES,
    ZERO,
    /** DL4J pools with masks, if it does. */
    DL4J
  }

  private GlobalPoolingKernel(PoolingType type, Empty empty, int... dimensions) {
    this.type = type;
    this.empty = empty;
    this.dimensions = dimensions.clone();
  }

  /**
   * A pooling.
   *
   * @param dimensions what DL4J pools over, the batch being dimension 0; empty for all positions
   */
  GlobalPoolingKernel(PoolingType type, int... dimensions) {
    this(type, Empty.AS_IT_COMES, dimensions);
  }

  /** A pooling over all positions of what has its channels last; DL4J takes masks as if not. */
  static GlobalPoolingKernel ofChannelsLast(PoolingType type, int positions) {
    return new GlobalPoolingKernel(
        type, Empty.DL4J, IntStream.rangeClosed(2, positions + 1).toArray());
  }

  /** The mean over all positions, as a router has it. */
  static GlobalPoolingKernel ofRouter() {
    return new GlobalPoolingKernel(PoolingType.AVG, Empty.ZERO);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int rank = inputs[0].length;
    return rank < 2 || !poolsAllPositions(rank) ? LEFT_TO_DL4J : new int[] {inputs[0][0]};
  }

  private boolean poolsAllPositions(int rank) {
    return dimensions.length == 0
        || Arrays.equals(dimensions, IntStream.rangeClosed(2, rank).toArray());
  }

  @Override
  public void compute(Step step) {
    step.parallel(this, step.rows, (long) step.rows * Shapes.size(step.inShape[0]));
  }

  @Override
  public void part(Step step, int row, Lane lane) {
    int channels = step.outShape[0];
    int positions = Shapes.size(step.inShape[0]) / channels;
    float[] x = lane.scratch(Math.max(positions, Lane.CHUNK));
    float[] y = lane.second(Math.max(channels, Lane.CHUNK));
    for (int c = 0; c < channels; c++) {
      step.in[0].buffer().get((row * channels + c) * positions, x, 0, positions);
      int count = step.mask == null ? positions : counting(step, row, positions, x);
      y[c] =
          switch (type) {
            case MAX -> max(x, count);
            case SUM -> Loops.sum(x, count);
            default -> Loops.sum(x, count) / (empty == Empty.ZERO ? Math.max(1, count) : count);
          };
    }
    step.out.buffer().put(row * channels, y, 0, channels);
  }

  /** Moves the numbers of the steps that count to the front. */
  private static int counting(Step step, int row, int steps, float[] x) {
    int count = 0;
    for (int number = 0; number < steps; number++) {
      if (step.counts(row, number, steps)) {
        x[count++] = x[number];
      }
    }
    return count;
  }

  @Override
  public int maskedSteps(int[] in) {
    return in.length == 2 && empty != Empty.DL4J ? in[1] : -1;
  }

  private static float max(float[] x, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < n; j++) {
      max = Math.max(max, x[j]);
    }
    return max;
  }

  @Override
  public boolean makesImages() {
    return false;
  }
}
