package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.input.InputLayout;

/** An activity gate at inference: one-hot [N, 2] from a measure of each row against a threshold. */
final class GateKernel implements Kernel, Workers.Task {
  private static final int ROWS = 16;

  private final InputLayout layout;
  private final long features;
  private final ActivityMeasure measure;
  private final Direction direction;
  private final double threshold;
  private final int featureDimension;
  private final String name;

  /**
   * A gate.
   *
   * @param featureDimension of a row
   */
  GateKernel(ActivityGateLayer gate, double threshold, int featureDimension) {
    layout = gate.layout();
    features = gate.getNIn();
    measure = gate.measure();
    direction = gate.direction();
    this.threshold = threshold;
    this.featureDimension = featureDimension;
    name = gate.getLayerName();
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    boolean fits =
        in.length == layout.rank() - 1 && (features <= 0 || in[featureDimension] == features);
    Shapes.check(fits, in, layout, features);
    return new int[] {2};
  }

  @Override
  public void compute(Step step) {
    int parts = (step.rows + ROWS - 1) / ROWS;
    step.parallel(this, parts, (long) step.rows * Shapes.size(step.inShape[0]));
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int size = Shapes.size(step.inShape[0]);
    float[] p = lane.second(Lane.CHUNK);
    int from = index * ROWS;
    int to = Math.min(step.rows, from + ROWS);
    for (int r = from; r < to; r++) {
      float activity = of(step.in[0], r * size, size, lane);
      if (Float.isNaN(activity)) {
        throw new IllegalStateException(
            "Layer \""
                + name
                + "\": expected an input without NaN, found one. Check the layers before it.");
      }
      boolean through = direction.through(activity, threshold);
      p[2 * (r - from)] = through ? 1 : 0;
      p[2 * (r - from) + 1] = through ? 0 : 1;
    }
    step.out.buffer().put(2 * from, p, 0, 2 * (to - from));
  }

  private float of(Memory x, int at, int size, Lane lane) {
    return switch (measure) {
      case MEAN_ABS -> sum(x, at, size, lane, false) / size;
      case RMS -> (float) Math.sqrt(sum(x, at, size, lane, true) / size);
      case MAX_ABS, NONZERO_FRACTION -> scan(x, at, size, lane);
      case STANDARD_DEVIATION -> deviation(x, at, size, lane);
    };
  }

  private static float sum(Memory x, int at, int size, Lane lane, boolean squares) {
    return squares ? Gemm.squareSum(x, at, size, lane) : Gemm.absoluteSum(x, at, size, lane);
  }

  /**
   * Absolute numbers are ordered as their bits are, those of NaN above all others; comparing bits
   * is several times as fast.
   */
  private float scan(Memory x, int at, int size, Lane lane) {
    int[] row = lane.bits(size);
    x.bits(at, row, size);
    float max = Float.intBitsToFloat(Loops.largestMagnitude(row, size));
    // The maximum of NaN and anything is NaN.
    return measure == ActivityMeasure.MAX_ABS || Float.isNaN(max)
        ? max
        : (float) Loops.nonzero(row, size) / size;
  }

  private static float deviation(Memory x, int at, int size, Lane lane) {
    float[] row = lane.scratch(size);
    x.buffer().get(at, row, 0, size);
    double mean = Loops.preciseSum(row, size) / size;
    return (float) Math.sqrt(Loops.squaredDistances(row, size, mean) / size);
  }

  @Override
  public long weights() {
    return 0;
  }

  @Override
  public boolean makesImages() {
    return false;
  }
}
