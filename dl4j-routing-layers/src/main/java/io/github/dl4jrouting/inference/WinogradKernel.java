package io.github.dl4jrouting.inference;

import java.util.Arrays;

/**
 * A convolution with windows of 3×3 in half as many multiplications, with the Vector API: F(4, 3)
 * of Lavin and Gray 2015 (arXiv 1509.09308, section 4.1) along the columns of images.
 *
 * <p>Four results y, one below the other, are A' [Σ (G g) ⊙ (B' d)], where d are six inputs, g the
 * three weights of a column of the window, and the sum is over channels and columns of the window:
 * 6 multiplications in place of 12. Each of the six is a product of its own for all results of a
 * part, [positions × inputs] [inputs × outputs]. A part is some bands of four rows, which may be
 * those of several samples.
 */
final class WinogradKernel extends Convolution implements Workers.Task {
  /** With fewer channels or outputs other work takes longer than what is saved. */
  private static final int FEWEST = 16;

  /** The window's rows and columns. */
  private static final int WINDOW = 3;

  /** Rows of results in a band. */
  private static final int BAND = 4;

  /** Rows of inputs that they take. */
  private static final int ROWS = 6;

  /** More do not fit into one array. */
  private static final int MOST_WEIGHTS = Integer.MAX_VALUE - Short.MAX_VALUE;

  /** About as many positions as a part has. */
  private static final int POSITIONS = 128;

  /** Fewer do not fill the tiles of products. */
  private static final int FEWEST_POSITIONS = 64;

  /** The most numbers that a part may have between its transformations. */
  private static final int MOST_NUMBERS = 1 << 21;

  private static final double P = VectorWinograd.POINT_P;
  private static final double Q = VectorWinograd.POINT_Q;

  private static final double[][] G = {
    {1 / (P * P * Q * Q), 0, 0}, at(P, Q), at(-P, Q), at(Q, P), at(-Q, P), {0, 0, 1}
  };

  /** For results of few rows or positions, and for bands too large. */
  private final VectorConvolutionKernel direct;

  /** As [row of G][output][column of the window][channel]. */
  private final Memory weights;

  private final float[] bias;

  /**
   * The kernel ready to compute.
   *
   * @param w weights [outputs, channels, 3, 3] in c order
   */
  WinogradKernel(Convolution convolution, float[] w, float[] b) {
    super(convolution);
    direct = new VectorConvolutionKernel(convolution, w, b);
    bias = b.clone();
    weights = Memory.ofWeights(transformed(w));
  }

  /** Whether a convolution can be computed so, and is worth it. */
  static boolean suits(Convolution convolution) {
    return Arrays.equals(convolution.window.kernel(), new int[] {WINDOW, WINDOW})
        && convolution.window.isDense()
        && convolution.channels >= FEWEST
        && convolution.outputs >= FEWEST
        && (long) ROWS * WINDOW * convolution.channels * convolution.outputs < MOST_WEIGHTS;
  }

  /** A row of G: powers of a point, over its distances from the other ones. */
  private static double[] at(double point, double other) {
    double square = point * point;
    double distances = 2 * square * (square - other * other);
    return new double[] {1 / distances, point / distances, square / distances};
  }

  private float[] transformed(float[] w) {
    float[] transformed = new float[ROWS * outputs * summed()];
    for (int filter = 0; filter < outputs * channels; filter++) {
      int o = filter / channels;
      int c = filter % channels;
      for (int j = 0; j < WINDOW; j++) {
        for (int k = 0; k < ROWS; k++) {
          double sum = 0;
          for (int i = 0; i < WINDOW; i++) {
            sum += G[k][i] * w[(filter * WINDOW + i) * WINDOW + j];
          }
          transformed[((k * outputs + o) * WINDOW + j) * channels + c] = (float) sum;
        }
      }
    }
    return transformed;
  }

  /** How many numbers are summed up. */
  private int summed() {
    return WINDOW * channels;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return direct.outputShape(inputs);
  }

  @Override
  public void compute(Step step) {
    int bands = step.rows * bands(step);
    int width = step.outShape[2];
    long numbers = (long) ROWS * (summed() + outputs) * width;
    boolean flat = step.outShape[1] <= BAND / 2;
    if (flat || numbers > MOST_NUMBERS || bands * width < FEWEST_POSITIONS) {
      direct.compute(step);
      return;
    }
    int most = (int) Math.max(1, Math.min(POSITIONS / width, MOST_NUMBERS / numbers));
    step.plan[0] = Math.min(most, (bands + step.lanes() - 1) / step.lanes());
    int parts = (bands + step.plan[0] - 1) / step.plan[0];
    long work = (long) step.rows * Shapes.size(step.outShape) * depth();
    step.parallel(this, parts, work / 2);
  }

  /** How many bands a sample has. */
  private static int bands(Step step) {
    return (step.outShape[1] + BAND - 1) / BAND;
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int from = index * step.plan[0];
    int to = Math.min(step.rows * bands(step), from + step.plan[0]);
    int width = step.outShape[2];
    // Vectors that are longer than what is left of a row are written whole.
    int end = (step.plan[0] - 1) * width + VectorFunctions.wholeVectors(width);
    int length = Planes.padded(VectorFunctions.wholeVectors(end));
    int sums = ROWS * apart(summed(), length);
    Memory scratch = lane.memory(sums + ROWS * apart(outputs, length));
    transformInputs(step, from, to, length, scratch, lane);
    for (int k = 0; k < ROWS; k++) {
      lane.a.to(scratch, k * apart(summed(), length), length);
      lane.b.to(weights, k * outputs * summed(), summed());
      lane.c.to(scratch, sums + k * apart(outputs, length), length);
      VectorGemm.multiply((to - from) * width, outputs, summed(), lane);
    }
    transformSums(step, from, to, length, scratch, sums, lane);
  }

  /** From one matrix to the next: an odd number of cache lines, for six to be near at once. */
  private static int apart(int columns, int length) {
    return (columns * length + 31) / 32 * 32 + 16;
  }

  /** B'd of all channels, for some bands. */
  private void transformInputs(Step step, int from, int to, int length, Memory scratch, Lane lane) {
    int height = step.inShape[0][1];
    int width = step.inShape[0][2];
    int columns = step.outShape[2];
    int before = window.before(1, width);
    int apart = apart(summed(), length);
    // Rows are read where they lie, or with zeros above and below them, and room beside.
    boolean near = before <= 1 && step.in[0] instanceof HeapMemory;
    int room = before + VectorFunctions.wholeVectors(columns) + WINDOW;
    float[] copy = lane.second(ROWS * width + 2 * room);
    float[] v = ((HeapMemory) scratch).floats();
    for (int c = 0; c < channels; c++) {
      for (int band = from; band < to; band++) {
        int image = band / bands(step) * channels + c;
        int top = band % bands(step) * BAND - window.before(0, height);
        float[] x = copy;
        int at = room - before;
        if (near && top >= 0 && top + ROWS <= height) {
          x = ((HeapMemory) step.in[0]).floats();
          at = HeapMemory.index((image * height + top) * width - before);
        } else {
          Planes.rows(step, image, top, ROWS, copy, room, lane);
        }
        int target = HeapMemory.index(c * length + (band - from) * columns);
        VectorWinograd.inputs(x, at, width, columns, v, target, channels * length, apart);
        clearBeside(v, target, columns, before, width, channels * length, apart);
      }
    }
  }

  /** Zeros where a column of the window is beside the image: there the next row was read. */
  private static void clearBeside(
      float[] v, int at, int columns, int before, int width, int next, int apart) {
    for (int j = 0; j < WINDOW; j++) {
      int first = Math.min(columns, Math.max(0, before - j));
      int last = Math.max(first, Math.min(columns, width + before - j));
      clear(v, at + j * next, first, apart);
      clear(v, at + j * next + last, columns - last, apart);
    }
  }

  private static void clear(float[] v, int at, int count, int apart) {
    for (int i = at; i < at + count; i++) {
      for (int k = 0; k < ROWS; k++) {
        v[i + k * apart] = 0;
      }
    }
  }

  /** A'm of all outputs, for some bands. */
  private void transformSums(
      Step step, int from, int to, int length, Memory scratch, int sums, Lane lane) {
    int height = step.outShape[1];
    int width = step.outShape[2];
    int apart = apart(outputs, length);
    boolean rectified = activation == Pointwise.RELU;
    float[] m = ((HeapMemory) scratch).floats();
    float[] y = ((HeapMemory) step.out).floats();
    float[] rows = lane.scratch(BAND * length);
    for (int o = 0; o < outputs; o++) {
      int count = (to - from) * width;
      VectorWinograd.results(
          m, HeapMemory.index(sums + o * length), apart, count, bias[o], rectified, rows, length);
      if (!rectified && activation != Pointwise.IDENTITY) {
        activation.apply(rows, BAND * length);
      }
      for (int band = from; band < to; ) {
        int sample = band / bands(step);
        int end = Math.min(to, (sample + 1) * bands(step));
        int first = band % bands(step) * BAND;
        int last = Math.min(height, (end - sample * bands(step)) * BAND);
        int target = HeapMemory.index(((sample * outputs + o) * height + first) * width);
        VectorWinograd.store(rows, (band - from) * width, length, last - first, width, y, target);
        band = end;
      }
    }
  }
}
