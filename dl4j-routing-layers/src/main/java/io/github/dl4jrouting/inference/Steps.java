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

  /** Where a step's plan has what the methods are told; they change the plan. */
  private static final int FEATURES = 0;

  private static final int WIDTH = 1;
  private static final int LENGTH = 2;
  private static final int GROUP = 3;
  private static final int BACKWARD = 4;

  private final boolean apart;

  private Steps(boolean apart) {
    this.apart = apart;
  }

  /** How many steps sequences of this shape have, which must be [features, steps]. */
  static int of(int[] shape, int features) {
    check(shape, shape.length == 2 && shape[0] == features, String.valueOf(features));
    return shape[1];
  }

  /** How many features sequences of this shape have, which must be [any number, steps]. */
  static int features(int[] shape) {
    check(shape, shape.length == 2, "features");
    return shape[0];
  }

  private static void check(int[] shape, boolean fits, String features) {
    if (!fits || shape[1] < 1) {
      throw new IllegalArgumentException(
          "expected sequences of shape [N, "
              + features
              + ", steps] with one step at least, found "
              + Shapes.text(shape)
              + ". Check the data and the layers before it.");
    }
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

  /** Makes zeros of the steps of the step's result, sequences, that its mask leaves out. */
  static void mask(Step step) {
    int length = step.outShape[1];
    for (int row = 0; step.mask != null && row < step.rows; row++) {
      for (int number = 0; number < length; number++) {
        for (int f = 0; f < step.outShape[0] && !step.counts(row, number, length); f++) {
          step.out.buffer().put((row * step.outShape[0] + f) * length + number, 0);
        }
      }
    }
  }

  private void copy(Step step, int features, int width, int length, int group, boolean backward) {
    step.plan[FEATURES] = features;
    step.plan[WIDTH] = width;
    step.plan[LENGTH] = length;
    step.plan[GROUP] = group;
    step.plan[BACKWARD] = backward ? 1 : 0;
    step.parallel(this, step.rows, (long) step.rows * features * length * Step.PASSING);
  }

  @Override
  public void part(Step step, int sample, Lane lane) {
    for (int done = 0; done < step.plan[LENGTH]; done += AT_ONCE) {
      copy(step, sample, done, Math.min(AT_ONCE, step.plan[LENGTH] - done), lane);
    }
  }

  /** Some steps of one sample from one on. */
  private void copy(Step step, int sample, int from, int count, Lane lane) {
    int features = step.plan[FEATURES];
    int length = step.plan[LENGTH];
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
    int length = step.plan[LENGTH];
    int group = step.plan[GROUP];
    int first = sample / group * group;
    int turn = step.plan[BACKWARD] == 1 ? length - 1 - number : number;
    int samples = Math.min(group, step.rows - first);
    return (first * length + turn * samples + sample - first) * step.plan[WIDTH];
  }
}
