package io.github.dl4jrouting.inference;

import java.util.Set;

/** Images [H, W, C] as [C, H, W], sequences [T, F] as [F, T], or the reverse. */
final class ReorderKernel implements Kernel, Workers.Task {
  /** Fewest positions that are copied at once, so that runs of a channel are not too short. */
  private static final int FEWEST_POSITIONS = 16;

  private static final long ANY = 0;
  private static final int IMAGE = 3;
  private static final int SEQUENCE = 2;

  private final boolean toFirst;

  /** The ranks of what it takes. */
  private final Set<Integer> ranks;

  /** Whether anything else is an error. */
  private final boolean strict;

  private final long channels;

  private ReorderKernel(boolean toFirst, Set<Integer> ranks, boolean strict, long channels) {
    this.toFirst = toFirst;
    this.ranks = ranks;
    this.strict = strict;
    this.channels = channels;
  }

  /** Channels first where they are last, for what takes images of so many channels alone. */
  static ReorderKernel ofImages(long channels) {
    return new ReorderKernel(true, Set.of(IMAGE), true, channels);
  }

  /** Channels first where they are last, for what takes images alone. */
  static ReorderKernel ofImages() {
    return ofImages(ANY);
  }

  /** Features first where they are last, for what takes sequences of so many features alone. */
  static ReorderKernel ofSequences(long features) {
    return new ReorderKernel(true, Set.of(SEQUENCE), true, features);
  }

  /** Features first where they are last, for what takes sequences alone. */
  static ReorderKernel ofSequences() {
    return ofSequences(ANY);
  }

  /** Channels or features first where they are last, for what takes images or sequences alone. */
  static ReorderKernel ofImagesOrSequences() {
    return new ReorderKernel(true, Set.of(IMAGE, SEQUENCE), true, ANY);
  }

  /**
   * Channels or features first where they are last, for a vertex that DL4J is to compute if what
   * comes are neither images nor sequences.
   *
   * @param channels how many there must be; 0 or less for any number
   */
  static ReorderKernel channelsFirst(long channels) {
    return new ReorderKernel(true, Set.of(IMAGE, SEQUENCE), false, channels);
  }

  /** Channels or features first where they are last. */
  static ReorderKernel channelsFirst() {
    return channelsFirst(ANY);
  }

  /** Channels or features last where they are first. */
  static ReorderKernel channelsLast() {
    return new ReorderKernel(false, Set.of(IMAGE, SEQUENCE), true, ANY);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    boolean taken = ranks.contains(in.length);
    if (!taken && !strict) {
      return LEFT_TO_DL4J;
    }
    if (!taken || channels > ANY && in[in.length - 1] != channels) {
      throw new IllegalArgumentException("expected " + expected() + ", found " + Shapes.text(in));
    }
    int[] out = new int[in.length];
    for (int k = 0; k < in.length; k++) {
      out[(k + (toFirst ? 1 : in.length - 1)) % in.length] = in[k];
    }
    return out;
  }

  private String expected() {
    String sequences =
        "sequences of shape [N, steps, " + (channels > ANY ? channels : "features") + "]";
    if (!ranks.contains(IMAGE)) {
      return sequences + ", features last";
    }
    String images =
        "images of shape [N, height, width, "
            + (channels > ANY ? channels : "channels")
            + "], channels last";
    return ranks.contains(SEQUENCE) ? images + ", or " + sequences : images;
  }

  private int channels(Step step) {
    return toFirst ? step.outShape[0] : step.inShape[0][0];
  }

  private int positions(Step step) {
    return Shapes.size(step.outShape) / channels(step);
  }

  /** How many positions of an image a part copies. */
  private int atOnce(Step step) {
    return Math.max(FEWEST_POSITIONS, Lane.CHUNK / channels(step));
  }

  private int partsOfImage(Step step) {
    return (positions(step) + atOnce(step) - 1) / atOnce(step);
  }

  @Override
  public void compute(Step step) {
    if (channels(step) == 1) {
      step.out.copyFrom(step.in[0], 0, 0, step.length());
      return;
    }
    step.parallel(this, step.rows * partsOfImage(step), (long) step.length() * Step.PASSING);
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int depth = channels(step);
    int positions = positions(step);
    int image = index / partsOfImage(step) * depth * positions;
    int from = index % partsOfImage(step) * atOnce(step);
    int count = Math.min(atOnce(step), positions - from);
    float[] last = lane.scratch(count * depth);
    float[] first = lane.second(count * depth);
    if (toFirst) {
      step.in[0].buffer().get(image + from * depth, last, 0, count * depth);
      Loops.transpose(last, count, depth, first);
      for (int c = 0; c < depth; c++) {
        step.out.buffer().put(image + c * positions + from, first, c * count, count);
      }
    } else {
      for (int c = 0; c < depth; c++) {
        step.in[0].buffer().get(image + c * positions + from, first, c * count, count);
      }
      Loops.transpose(first, depth, count, last);
      step.out.buffer().put(image + from * depth, last, 0, count * depth);
    }
  }

  @Override
  public long weights() {
    return 0;
  }

  @Override
  public boolean isMaskable() {
    return false;
  }
}
