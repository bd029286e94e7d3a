package io.github.dl4jrouting.inference;

/** Looks for NaN in the floats of an input, where they lie. */
final class NumberCheck implements Workers.Task {
  private static final int PART = OpenBlas.LONGEST_SUM;

  /** What reading and comparing one number costs, in multiply-accumulates. */
  private static final int CHECKING = 8;

  private volatile boolean found;

  /**
   * Checks all of a memory.
   *
   * @param first the number of its first sample in the batch
   * @throws IllegalArgumentException that names the input and the first sample with a NaN
   */
  void check(Step step, Memory memory, int rowSize, int first, String name) {
    int length = memory.capacity();
    found = false;
    step.inputs(1);
    step.in[0] = memory;
    step.parallel(this, (length + PART - 1) / PART, (long) length * CHECKING);
    if (found) {
      throw InputCheck.nan(name, first + position(memory) / rowSize);
    }
  }

  @Override
  public void part(Step step, int index, Lane lane) {
    int from = index * PART;
    int length = Math.min(PART, step.in[0].capacity() - from);
    // Of absolute numbers no sum is NaN, not even one with infinities, unless one of them is.
    if (Float.isNaN(Gemm.absoluteSum(step.in[0], from, length, lane))) {
      found = true;
    }
  }

  private static int position(Memory memory) {
    int i = 0;
    while (!Float.isNaN(memory.buffer().get(i))) {
      i++;
    }
    return i;
  }
}
