package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.function.Consumer;

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

  /** About as many positions as a part has. */
  private static final int POSITIONS = 128;

  /** Fewer do not fill the tiles of products. */
  private static final int FEWEST_POSITIONS = 64;

  /** The most transformed inputs that a band may have. */
  private static final int MOST_TRANSFORMED = 1 << 21;

  /**
   * The points 0, P, −P, Q, −Q and infinity at which polynomials are multiplied. With these, errors
   * are about half of those with 1 and 2, which Lavin and Gray take (on the choice of points:
   * Barabasz et al. 2018, arXiv 1803.10986).
   */
  static final float P = 0.75f;

  static final float Q = 1.5f;

  private static final double[][] G = {
    {1 / ((double) P * P * Q * Q), 0, 0}, at(P, Q), at(-P, Q), at(Q, P), at(-Q, P), {0, 0, 1}
  };

  /** For few positions, and for bands too wide. */
  private final VectorConvolutionKernel direct;

  /** As [row of G][output][column of the window][channel]. */
  private final Memory weights;

  private final float[] bias;
  private final Consumer<Step> parts = this::share;

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
        && Arrays.equals(convolution.window.stride(), new int[] {1, 1})
        && Arrays.equals(convolution.window.dilation(), new int[] {1, 1})
        && (convolution.activation == Pointwise.IDENTITY
            || convolution.activation == Pointwise.RELU)
        && convolution.channels >= FEWEST
        && convolution.outputs >= FEWEST;
  }

  /** A row of G: powers of a point, over its distances from the other ones. */
  private static double[] at(double point, double other) {
    double square = point * point;
    double distances = 2 * square * (square - other * other);
    return new double[] {1 / distances, point / distances, square / distances};
  }

  private float[] transformed(float[] w) {
    float[] transformed = new float[ROWS * outputs * inputs()];
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
  private int inputs() {
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
    boolean wide = (long) ROWS * inputs() * width > MOST_TRANSFORMED;
    if (wide || bands * width < FEWEST_POSITIONS) {
      direct.compute(step);
      return;
    }
    int most = Math.max(1, POSITIONS / width);
    step.plan[0] = Math.min(most, (bands + step.lanes() - 1) / step.lanes());
    step.plan[1] = (bands + step.plan[0] - 1) / step.plan[0];
    step.withNearInput(Shapes.size(step.inShape[0]), parts);
  }

  private void share(Step step) {
    long work = (long) step.rows * Shapes.size(step.outShape) * depth();
    step.parallel(this, step.plan[1], work / 2);
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
    int length = Planes.padded((step.plan[0] - 1) * width + VectorWinograd.padded(width));
    int sums = ROWS * apart(inputs(), length);
    Memory scratch = lane.memory(sums + ROWS * apart(outputs, length));
    inputs(step, from, to, length, scratch, lane);
    for (int k = 0; k < ROWS; k++) {
      lane.a.to(scratch, k * apart(inputs(), length), length);
      lane.b.to(weights, k * outputs * inputs(), inputs());
      lane.c.to(scratch, sums + k * apart(outputs, length), length);
      VectorGemm.multiply((to - from) * width, outputs, inputs(), lane);
    }
    results(step, from, to, length, scratch, sums, lane);
  }

  /** From one matrix to the next: an odd number of cache lines, for six to be near at once. */
  private static int apart(int columns, int length) {
    return (columns * length + 31) / 32 * 32 + 16;
  }

  /** B'd of all channels, for some bands. */
  private void inputs(Step step, int from, int to, int length, Memory scratch, Lane lane) {
    int height = step.inShape[0][1];
    int width = step.inShape[0][2];
    int columns = step.outShape[2];
    int before = window.before(1, width);
    int apart = apart(inputs(), length);
    float[] x = ((HeapMemory) step.in[0]).floats();
    float[] v = ((HeapMemory) scratch).floats();
    // What rows above and below the image are read from, zeros, with room beside.
    int room = before + VectorWinograd.padded(columns) + WINDOW;
    float[] framed = lane.second(ROWS * width + 2 * room);
    for (int c = 0; c < channels; c++) {
      for (int band = from; band < to; band++) {
        int image = HeapMemory.index((band / bands(step) * channels + c) * height * width);
        int top = band % bands(step) * BAND - window.before(0, height);
        int at = image + top * width - before;
        int target = HeapMemory.index(c * length + (band - from) * columns);
        if (top >= 0 && top + ROWS <= height && before <= 1) {
          VectorWinograd.inputs(x, at, width, columns, v, target, channels * length, apart);
        } else {
          frame(x, image, top, height, width, framed, room);
          VectorWinograd.inputs(
              framed, room - before, width, columns, v, target, channels * length, apart);
        }
        clearBeside(v, target, columns, before, width, channels * length, apart);
      }
    }
  }

  /** Copies rows of an image, with zeros for those above and below it. */
  private static void frame(
      float[] x, int image, int top, int height, int width, float[] to, int at) {
    int first = Math.max(0, Math.min(ROWS, -top));
    int last = Math.max(first, Math.min(ROWS, height - top));
    Arrays.fill(to, at, at + first * width, 0);
    System.arraycopy(
        x, image + (top + first) * width, to, at + first * width, (last - first) * width);
    Arrays.fill(to, at + last * width, at + ROWS * width, 0);
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
  private void results(
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
