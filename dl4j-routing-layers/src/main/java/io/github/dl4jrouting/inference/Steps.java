package io.github.dl4jrouting.inference;

/**
 * Sequences [F, T] as rows of features, and the reverse: of a group of samples a row for each at
 * the first step, then one for each at the next; then those of the next group.
 */
final class Steps implements Workers.Task {
  /** From sequences. */
  private static final Steps APART = new Steps(true);

  /** To sequences. */
  private static final Steps TOGETHER = new Steps(false);

  /** How many steps are copied at once: cache lines of a feature. */
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
   * @param length how many steps there are
   * @param group how many samples are in a group; the last one may have fewer
   * @param backward whether the last step comes first
   */
  static void apart(Step step, int features, int length, int group, boolean backward) {
    APART.copy(step, features, features, length, group, backward);
  }

  /**
   * Puts the step's first input, rows, into its result as sequences: {@link #apart} reversed.
   *
   * @param width how many numbers a row has, of which the features are the first
   */
  static void together(
      Step step, int features, int width, int length, int group, boolean backward) {
    TOGETHER.copy(step, features, width, length, group, backward);
  }

  private void copy(Step step, int features, int width, int length, int group, boolean backward) {
    step.plan[0] = features;
    step.plan[1] = width;
    step.plan[2] = length;
    step.plan[3] = group;
    step.plan[4] = backward ? 1 : 0;
    step.parallel(this, step.rows, (long) step.rows * features * length * Step.PASSING);
  }

  @Override
  public void part(Step step, int sample, Lane lane) {
    for (int done = 0; done < step.plan[2]; done += AT_ONCE) {
      copy(step, sample, done, Math.min(AT_ONCE, step.plan[2] - done), lane);
    }
  }

  /** Some steps of one sample from one on. */
  private void copy(Step step, int sample, int from, int count, Lane lane) {
    int features = step.plan[0];
    int length = step.plan[2];
    int sequence = sample * features * length + from;
    float[] columns = lane.scratch(count * features);
    float[] rows = lane.second(count * features);
    if (apart) {
      for (int f = 0; f < features; f++) {
        step.in[0].get(sequence + f * length, columns, f * count, count, lane);
      }
      Loops.transpose(columns, features, count, rows);
      for (int k = 0; k < count; k++) {
        step.out.buffer().put(row(step, sample, from + k), rows, k * features, features);
      }
    } else {
      for (int k = 0; k < count; k++) {
        step.in[0].get(row(step, sample, from + k), rows, k * features, features, lane);
      }
      Loops.transpose(rows, count, features, columns);
      for (int f = 0; f < features; f++) {
        step.out.buffer().put(sequence + f * length, columns, f * count, count);
      }
    }
  }

  /** Where a sample's row for a step begins. */
  private static int row(Step step, int sample, int number) {
    int length = step.plan[2];
    int group = step.plan[3];
    int first = sample / group * group;
    int turn = step.plan[4] == 1 ? length - 1 - number : number;
    int samples = Math.min(group, step.rows - first);
    return (first * length + turn * samples + sample - first) * step.plan[1];
  }
}
