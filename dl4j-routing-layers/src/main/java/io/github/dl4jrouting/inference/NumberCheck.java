package io.github.dl4jrouting.inference;

/** Looks for NaN in the floats of an input: by their bits, in a loop that is vectorised. */
final class NumberCheck implements Workers.Task {
  private static final int PART = 16 * Lane.CHUNK;

  /** What reading and comparing one number costs, in multiply-accumulates. */
  private static final int CHECKING = 8;

  private volatile boolean found;

  /**
   * Checks all of a memory.
   *
   * @throws IllegalArgumentException that names the input and the first sample with a NaN
   */
  void check(Step step, Memory memory, int rowSize, String name) {
    int length = memory.capacity();
    found = false;
    step.inputs(1);
    step.in[0] = memory;
    step.parallel(this, (length + PART - 1) / PART, (long) length * CHECKING);
    if (found) {
      throw InputCheck.nan(name, first(memory) / rowSize);
    }
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int[] bits = lane.bits(Lane.CHUNK);
    int end = Math.min(step.in[0].capacity(), (index + 1) * PART);
    for (int at = index * PART; at < end; at += Lane.CHUNK) {
      int n = Math.min(Lane.CHUNK, end - at);
      step.in[0].bits().get(at, bits, 0, n);
      if (anyNan(bits, n) < 0) {
        found = true;
        return;
      }
    }
  }

  private static int anyNan(int[] bits, int n) {
    int any = 0;
    for (int j = 0; j < n; j++) {
      any |= 0x7f800000 - (bits[j] & Integer.MAX_VALUE);
    }
    return any;
  }

  private static int first(Memory memory) {
    int i = 0;
    while (!Float.isNaN(memory.buffer().get(i))) {
      i++;
    }
    return i;
  }
}
