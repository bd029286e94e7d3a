package io.github.dl4jrouting.inference;

import static io.github.dl4jrouting.inference.Transfer.floats;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/** Rows of a table by their numbers: [1] to [nOut], or [T] or [1, T] to [nOut, T] or [T, nOut]. */
final class EmbeddingKernel implements Kernel, Workers.Task {
  /** How many rows are copied at once. */
  private static final int AT_ONCE = 64;

  private static final int ANY = -1;

  /** What numbers become. */
  private enum Result {
    ROW,
    ROWS_OF_STEPS,
    FEATURES_FIRST,
    FEATURES_LAST
  }

  /** f(W + b), row after row. */
  private final Memory table;

  private final int nIn;
  private final int nOut;
  private final Result result;

  /** How many numbers a sequence must have, or {@value #ANY}. */
  private final int length;

  private EmbeddingKernel(Memory table, int nIn, int nOut, Result result, int length) {
    this.table = table;
    this.nIn = nIn;
    this.nOut = nOut;
    this.result = result;
    this.length = length;
  }

  /**
   * The kernel of an embedding, if it has one.
   *
   * @param ofSteps whether it sees sequences [1, T] of which DL4J makes rows
   */
  static Optional<Kernel> of(Layer layer, EmbeddingLayer configuration, boolean ofSteps) {
    Result result = ofSteps ? Result.ROWS_OF_STEPS : Result.ROW;
    return of(layer, configuration, configuration.hasBias(), result, ANY);
  }

  /** The kernel of an embedding of sequences, if it has one. */
  static Optional<Kernel> ofSequences(Layer layer, EmbeddingSequenceLayer configuration) {
    boolean last = configuration.getOutputFormat() == RNNFormat.NWC;
    return of(
        layer,
        configuration,
        configuration.hasBias(),
        last ? Result.FEATURES_LAST : Result.FEATURES_FIRST,
        configuration.isInferInputLength() ? ANY : configuration.getInputLength());
  }

  private static Optional<Kernel> of(
      Layer layer, FeedForwardLayer configuration, boolean bias, Result result, int length) {
    int nIn = Math.toIntExact(configuration.getNIn());
    int nOut = Math.toIntExact(configuration.getNOut());
    return Pointwise.of(configuration.getActivationFn())
        .map(
            function -> {
              float[] rows = floats(layer.getParam("W"), 'c');
              float[] b = bias ? floats(layer.getParam("b"), 'c') : new float[nOut];
              for (int i = 0; i < rows.length; i++) {
                rows[i] += b[i % nOut];
              }
              function.apply(rows, rows.length);
              return new EmbeddingKernel(Memory.ofWeights(rows), nIn, nOut, result, length);
            });
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    if (result == Result.ROW) {
      return in.length == 1 && in[0] == 1 ? new int[] {nOut} : LEFT_TO_DL4J;
    }
    if (result == Result.ROWS_OF_STEPS && in.length != 2) {
      return LEFT_TO_DL4J;
    }
    int steps = in[in.length - 1];
    boolean sequence = in.length == 1 || in.length == 2 && in[0] == 1;
    if (!sequence || steps < 1 || length != ANY && steps != length) {
      String expected = length == ANY ? "steps" : String.valueOf(length);
      throw new IllegalArgumentException(
          "expected numbers of shape [N, "
              + expected
              + "] or [N, 1, "
              + expected
              + "], found "
              + Shapes.text(in)
              + ". Check the data and the layer's input length.");
    }
    return result == Result.FEATURES_LAST ? new int[] {steps, nOut} : new int[] {nOut, steps};
  }

  @Override
  public void compute(Step step) {
    FloatBuffer numbers = step.in[0].buffer();
    int count = step.rows * steps(step);
    for (int i = 0; i < count; i++) {
      int number = (int) numbers.get(i);
      if (number < 0 || number >= nIn) {
        throw new IllegalArgumentException(
            "expected numbers from 0 to "
                + (nIn - 1)
                + ", found "
                + numbers.get(i)
                + (result == Result.ROW ? "" : " at step " + i % steps(step) + ", counted from 0")
                + ". Check the data, and the layer's nIn.");
      }
    }
    step.bySample(this);
  }

  @Override
  public int maskedSteps(int[] in) {
    return Shapes.size(in);
  }

  private static int steps(Step step) {
    return Shapes.size(step.inShape[0]);
  }

  @Override
  public void part(Step step, int sample, Lane lane) {
    int steps = steps(step);
    float[] numbers = lane.third(AT_ONCE);
    float[] rows = lane.scratch(AT_ONCE * nOut);
    for (int from = 0; from < steps; from += AT_ONCE) {
      int count = Math.min(AT_ONCE, steps - from);
      step.in[0].get(sample * steps + from, numbers, 0, count, lane);
      for (int k = 0; k < count; k++) {
        if (step.counts(sample, from + k, steps)) {
          table.get((int) numbers[k] * nOut, rows, k * nOut, nOut, lane);
        } else {
          Arrays.fill(rows, k * nOut, (k + 1) * nOut, 0);
        }
      }
      if (result != Result.FEATURES_LAST) {
        float[] columns = lane.second(AT_ONCE * nOut);
        Loops.transpose(rows, count, nOut, columns);
        for (int f = 0; f < nOut; f++) {
          step.out.buffer().put((sample * nOut + f) * steps + from, columns, f * count, count);
        }
      } else {
        step.out.buffer().put((sample * steps + from) * nOut, rows, 0, count * nOut);
      }
    }
  }

  @Override
  public long weights() {
    return 0;
  }
}
