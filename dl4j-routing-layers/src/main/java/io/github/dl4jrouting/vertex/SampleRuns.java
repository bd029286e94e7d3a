package io.github.dl4jrouting.vertex;

import io.github.dl4jrouting.input.FloatLoops;
import io.github.dl4jrouting.input.FloatMemory;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

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
    if (!FloatMemory.isReachable(array)) {
      return Optional.empty();
    }
    int length = (int) array.length();
    int samples = (int) array.size(0);
    int inner = samples == 1 ? length : (int) array.stride(0);
    return Optional.of(new SampleRuns(length / (samples * inner), samples, inner));
  }

  /** Whether two arrays have their elements at the same places. */
  static boolean sameLayout(INDArray a, INDArray b) {
    return a.dataType() == b.dataType()
        && Arrays.equals(a.shape(), b.shape())
        && IntStream.range(0, a.rank()).allMatch(d -> a.size(d) == 1 || a.stride(d) == b.stride(d));
  }

  /**
   * {@code to = Σ_k w_k ⊙ x_k}.
   *
   * @param weights of each array, one number a sample
   * @param arrays with these runs
   * @param to another with these runs, overwritten
   */
  void combine(List<double[]> weights, List<INDArray> arrays, INDArray to) {
    List<FloatBuffer> sources = arrays.stream().map(FloatMemory::of).toList();
    List<RunWeights> scales = weights.stream().map(RunWeights::new).toList();
    FloatBuffer target = FloatMemory.of(to);
    float[] sum = new float[runLength()];
    float[] x = new float[runLength()];
    for (int run = 0; run < runs(); run++) {
      boolean any = false;
      for (int k = 0; k < sources.size(); k++) {
        if (!scales.get(k).isZero(run)) {
          FloatBuffer source = sources.get(k);
          float[] next = any ? x : sum;
          source.get(source.position() + run * next.length, next);
          scales.get(k).scale(run, next);
          if (any) {
            FloatLoops.add(sum, x);
          }
          any = true;
        }
      }
      if (!any) {
        Arrays.fill(sum, 0);
      }
      target.put(sum);
    }
  }

  /**
   * What goes back to a path, {@code to = w ⊙ above}, and to its weights, {@code Σ above ⊙ path}
   * over each sample.
   *
   * @param weights one number a sample
   * @param above an array with these runs
   * @param path one {@link #isReadable} beside it
   * @param to another with these runs, overwritten
   * @return one sum a sample
   */
  double[] backward(double[] weights, INDArray above, INDArray path, INDArray to) {
    FloatBuffer target = FloatMemory.of(to);
    RunWeights scale = new RunWeights(weights);
    return dot(
        above,
        path,
        (run, x) -> {
          if (scale.isZero(run)) {
            Arrays.fill(x, 0);
          } else {
            scale.scale(run, x);
          }
          target.put(x);
        });
  }

  /**
   * {@code Σ above ⊙ path} over each sample.
   *
   * @param above an array with these runs
   * @param path one {@link #isReadable} beside it
   * @return one sum a sample
   */
  double[] dot(INDArray above, INDArray path) {
    return dot(above, path, (run, x) -> {});
  }

  /** What is done with a run once its products are summed. */
  @FunctionalInterface
  private interface AfterSum {
    void on(int run, float[] x);
  }

  private double[] dot(INDArray above, INDArray path, AfterSum after) {
    FloatBuffer source = FloatMemory.of(above);
    Products products = products(above, path);
    double[] sums = new double[samples];
    float[] x = new float[runLength()];
    for (int run = 0; run < runs(); run++) {
      source.get(x);
      products.addTo(sums, run, x);
      after.on(run, x);
    }
    return sums;
  }

  /** Whether {@link #backward} takes two arrays, the first with runs: alike, or matrices. */
  static boolean isReadable(INDArray above, INDArray path) {
    return sameLayout(above, path) || path.rank() == 2 && FloatMemory.isReachable(path);
  }

  /** Adds the products of one run and the same numbers of another array to the samples' sums. */
  @FunctionalInterface
  private interface Products {
    void addTo(double[] sums, int run, float[] x);
  }

  private Products products(INDArray above, INDArray path) {
    FloatBuffer other = FloatMemory.of(path);
    if (sameLayout(above, path)) {
      float[] y = new float[runLength()];
      return (sums, run, x) -> {
        other.get(y);
        addProducts(sums, run, x, y);
      };
    }
    return above.stride(1) == 1
        ? (sums, run, x) -> addRows(sums, run * runLength(), x, other)
        : (sums, run, x) -> addColumn(sums, run, x, other);
  }

  private void addProducts(double[] sums, int run, float[] x, float[] y) {
    if (inner >= LONG_RUN) {
      sums[run % samples] += FloatLoops.dot(x, y);
      return;
    }
    for (int n = 0; n < samples; n++) {
      for (int i = n * inner; i < (n + 1) * inner; i++) {
        sums[n] += x[i] * y[i];
      }
    }
  }

  /** Rows of a matrix, and columns of the other; two sums, so that none waits for the other. */
  private void addRows(double[] sums, int start, float[] rows, FloatBuffer columns) {
    int features = columns.remaining() / samples;
    for (int at = 0; at < rows.length; at += features) {
      int n = (start + at) / features;
      int there = columns.position() + n;
      double even = 0;
      double odd = 0;
      for (int c = 0; c + 1 < features; c += 2, there += 2 * samples) {
        even += rows[at + c] * columns.get(there);
        odd += rows[at + c + 1] * columns.get(there + samples);
      }
      if (features % 2 == 1) {
        even += rows[at + features - 1] * columns.get(there);
      }
      sums[n] = even + odd;
    }
  }

  /** A column of a matrix, and rows of the other. */
  private void addColumn(double[] sums, int feature, float[] column, FloatBuffer rows) {
    int features = rows.remaining() / samples;
    for (int n = 0; n < samples; n++) {
      sums[n] += column[n] * rows.get(rows.position() + n * features + feature);
    }
  }

  private int runs() {
    return outer * samples * inner / runLength();
  }

  /** Of one sample, or of all samples where theirs are short. */
  private int runLength() {
    return inner < LONG_RUN ? samples * inner : inner;
  }

  /** One number for each sample, as runs need them. */
  private final class RunWeights {
    private final float[] weights;
    private final boolean anyZero;

    RunWeights(double[] bySample) {
      int each = inner < LONG_RUN ? inner : 1;
      weights = new float[samples * each];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) bySample[i / each];
      }
      anyZero = Arrays.stream(bySample).anyMatch(w -> w == 0);
    }

    /** What counts for nothing is not read, for it may be NaN. */
    boolean isZero(int run) {
      return inner >= LONG_RUN && weights[run % samples] == 0;
    }

    void scale(int run, float[] x) {
      if (inner < LONG_RUN) {
        FloatLoops.multiply(x, weights);
        if (anyZero && Float.isNaN(FloatLoops.dot(x, x))) {
          clearUnused(x);
        }
      } else if (weights[run % samples] != 1) {
        FloatLoops.multiply(x, weights[run % samples]);
      }
    }

    /** What counts for nothing may have been infinite, or NaN. */
    private void clearUnused(float[] x) {
      for (int i = 0; i < x.length; i++) {
        if (weights[i] == 0) {
          x[i] = 0;
        }
      }
    }
  }
}
