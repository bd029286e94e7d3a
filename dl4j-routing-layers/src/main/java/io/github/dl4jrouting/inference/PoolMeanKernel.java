package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.PoolingType;

/** Mean, maximum or sum over all positions of each channel: [C, …] to [C]. */
final class PoolMeanKernel implements Kernel, Workers.Task {
  private final PoolingType type;
  private final int[] dimensions;

  /**
   * A pooling.
   *
   * @param dimensions what DL4J pools over, the batch being dimension 0; empty for all positions
   */
  PoolMeanKernel(PoolingType type, int... dimensions) {
    this.type = type;
    this.dimensions = dimensions.clone();
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
      y[c] =
          switch (type) {
            case MAX -> max(x, positions);
            case SUM -> Loops.sum(x, positions);
            default -> Loops.sum(x, positions) / positions;
          };
    }
    step.out.buffer().put(row * channels, y, 0, channels);
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
