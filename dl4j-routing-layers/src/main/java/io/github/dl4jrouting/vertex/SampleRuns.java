package io.github.dl4jrouting.vertex;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arithmetic with one number a sample on float arrays {@code [N, …]} that have no gaps, in plain
 * loops over their memory, which lies as {@code [outer][N][inner]}: in c order outer is 1, in f
 * order inner is. ND4J's own broadcasts cost many times what the memory traffic does, and training
 * needs them twice for each path of each block.
 */
final class SampleRuns {
  /** Shorter runs are not worth a copy of their own. */
  private static final int LONG_RUN = 16;

  private final int outer;
  private final int samples;
  private final int inner;

  private SampleRuns(int outer, int samples, int inner) {
    this.outer = outer;
    this.samples = samples;
    this.inner = inner;
  }

  /** The runs of an array; nothing for other types, arrays with gaps, huge ones, and GPUs. */
  static Optional<SampleRuns> of(INDArray array) {
    if (array.dataType() != DataType.FLOAT
        || array.isEmpty()
        || array.length() > Integer.MAX_VALUE / Float.BYTES
        || !Nd4j.getBackend().getEnvironment().isCPU() // else the memory is elsewhere
        || !isDense(array)) {
      return Optional.empty();
    }
    int length = (int) array.length();
    int samples = (int) array.size(0);
    int inner = samples == 1 ? length : (int) array.stride(0);
    return Optional.of(new SampleRuns(length / (samples * inner), samples, inner));
  }

  private static boolean isDense(INDArray array) {
    int[] byStride =
        IntStream.range(0, array.rank())
            .filter(d -> array.size(d) > 1)
            .boxed()
            .sorted(Comparator.comparingLong(array::stride))
            .mapToInt(Integer::intValue)
            .toArray();
    long expected = 1;
    for (int d : byStride) {
      if (array.stride(d) != expected) {
        return false;
      }
      expected *= array.size(d);
    }
    return true;
  }

  /** Whether two arrays have their elements at the same places. */
  static boolean sameLayout(INDArray a, INDArray b) {
    return a.dataType() == b.dataType()
        && Arrays.equals(a.shape(), b.shape())
        && IntStream.range(0, a.rank()).allMatch(d -> a.size(d) == 1 || a.stride(d) == b.stride(d));
  }

  /**
   * {@code to = w ⊙ from}, or {@code to += w ⊙ from}.
   *
   * @param weights one number a sample
   * @param from an array with these runs
   * @param to another, not the same
   * @param add whether to keep what is there
   */
  void scale(float[] weights, INDArray from, INDArray to, boolean add) {
    FloatBuffer source = from.data().asNioFloat();
    FloatBuffer target = to.data().asNioFloat();
    int length = runLength();
    float[] w = inner < LONG_RUN ? spread(weights) : weights;
    float[] x = new float[length];
    float[] y = new float[length];
    for (int at = 0, run = 0; at < outer * samples * inner; at += length, run++) {
      float one = inner < LONG_RUN ? 1 : weights[run % samples];
      if (one == 0) {
        if (!add) {
          Arrays.fill(y, 0);
          target.put(target.position() + at, y, 0, length);
        }
        continue;
      }
      source.get(source.position() + at, x, 0, length);
      if (inner < LONG_RUN) {
        multiply(x, w);
      } else if (one != 1) {
        multiply(x, one);
      }
      if (add) {
        target.get(target.position() + at, y, 0, length);
        add(x, y);
      }
      target.put(target.position() + at, x, 0, length);
    }
  }

  /**
   * {@code Σ a ⊙ b} over each sample.
   *
   * @param a an array with these runs
   * @param b another
   * @return one number a sample
   */
  double[] dot(INDArray a, INDArray b) {
    FloatBuffer first = a.data().asNioFloat();
    FloatBuffer second = b.data().asNioFloat();
    int length = runLength();
    float[] x = new float[length];
    float[] y = new float[length];
    double[] sums = new double[samples];
    for (int at = 0, run = 0; at < outer * samples * inner; at += length, run++) {
      first.get(first.position() + at, x, 0, length);
      second.get(second.position() + at, y, 0, length);
      if (inner >= LONG_RUN) {
        sums[run % samples] += dot(x, y);
      } else if (inner == 1) {
        for (int n = 0; n < samples; n++) {
          sums[n] += x[n] * y[n];
        }
      } else {
        for (int i = 0; i < length; i++) {
          sums[i / inner] += x[i] * y[i];
        }
      }
    }
    return sums;
  }

  /** The same for two matrices of different order, of which a has these runs. */
  double[] dotTransposed(INDArray a, INDArray b) {
    int columns = (int) a.size(1);
    float[] x = new float[samples * columns];
    float[] y = new float[samples * columns];
    FloatBuffer first = a.data().asNioFloat();
    FloatBuffer second = b.data().asNioFloat();
    first.get(first.position(), x);
    second.get(second.position(), y);
    int row = (int) a.stride(0);
    int column = (int) a.stride(1);
    int otherRow = (int) b.stride(0);
    int otherColumn = (int) b.stride(1);
    double[] sums = new double[samples];
    for (int c = 0; c < columns; c++) {
      for (int n = 0; n < samples; n++) {
        sums[n] += x[n * row + c * column] * y[n * otherRow + c * otherColumn];
      }
    }
    return sums;
  }

  /** Of one sample, or of all samples where theirs are short. */
  private int runLength() {
    return inner < LONG_RUN ? samples * inner : inner;
  }

  private float[] spread(float[] weights) {
    float[] each = new float[samples * inner];
    for (int i = 0; i < each.length; i++) {
      each[i] = weights[i / inner];
    }
    return each;
  }

  private static void multiply(float[] x, float[] by) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= by[i];
    }
  }

  private static void multiply(float[] x, float by) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= by;
    }
  }

  private static void add(float[] x, float[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }

  /** Four sums at a time, so that no addition waits for the one before it. */
  private static double dot(float[] x, float[] y) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      a += x[i] * y[i];
      b += x[i + 1] * y[i + 1];
      c += x[i + 2] * y[i + 2];
      d += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      a += x[i] * y[i];
    }
    return a + b + c + d;
  }
}
