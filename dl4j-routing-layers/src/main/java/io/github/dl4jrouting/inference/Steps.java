package io.github.dl4jrouting.inference;

/**
 * Some steps of sequences: [F, T] for each sample as a row of F features for each step, sample
 * after sample, or the reverse.
 */
final class Steps implements Workers.Task {
  /** From sequences. */
  private static final Steps APART = new Steps(true);

  /** To sequences. */
  private static final Steps TOGETHER = new Steps(false);

  /** How many steps are copied at once: a cache line of a feature or more. */
  private static final int AT_ONCE = 64;

  private final boolean apart;

  private Steps(boolean apart) {
    this.apart = apart;
  }

  /** How many steps sequences of this shape have, which must be [features, steps]. */
  static int of(int[] shape, int features) {
    if (shape.length != 2 || shape[0] != features || shape[1] < 1) {
      throw new IllegalArgumentException(
          "expected sequences of shape [N, "
              + features
              + ", steps] with one step at least, found "
              + Shapes.text(shape)
              + ". Check the data and the layers before it.");
    }
    return shape[1];
  }

  /**
   * Puts the step's first input, sequences, into its result as rows.
   *
   * @param features of each step
   * @param length how many steps the sequences have
   * @param from the first step to copy
   * @param count how many to copy
   */
  static void apart(Step step, int features, int length, int from, int count) {
    APART.copy(step, features, length, from, count);
  }

  /** Puts the step's first input, rows, into its result as sequences: {@link #apart} reversed. */
  static void together(Step step, int features, int length, int from, int count) {
    TOGETHER.copy(step, features, length, from, count);
  }

  private void copy(Step step, int features, int length, int from, int count) {
    step.plan[0] = features;
    step.plan[1] = length;
    step.plan[2] = from;
    step.plan[3] = count;
    step.parallel(this, step.rows, (long) step.rows * features * count * Step.PASSING);
  }

  @Override
  public void part(Step step, int row, Lane lane) {
    int features = step.plan[0];
    int length = step.plan[1];
    int from = step.plan[2];
    int count = step.plan[3];
    for (int done = 0; done < count; done += AT_ONCE) {
      int some = Math.min(AT_ONCE, count - done);
      int sequence = row * features * length + from + done;
      int rows = (row * count + done) * features;
      copy(step, sequence, rows, some, lane);
    }
  }

  private void copy(Step step, int sequence, int rows, int count, Lane lane) {
    int features = step.plan[0];
    int length = step.plan[1];
    float[] columns = lane.scratch(count * features);
    float[] row = lane.second(count * features);
    if (apart) {
      for (int f = 0; f < features; f++) {
        step.in[0].get(sequence + f * length, columns, f * count, count, lane);
      }
      Loops.transpose(columns, features, count, row);
      step.out.buffer().put(rows, row, 0, count * features);
    } else {
      step.in[0].get(rows, row, 0, count * features, lane);
      Loops.transpose(row, count, features, columns);
      for (int f = 0; f < features; f++) {
        step.out.buffer().put(sequence + f * length, columns, f * count, count);
      }
    }
  }
}
