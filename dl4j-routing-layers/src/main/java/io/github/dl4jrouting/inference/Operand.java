package io.github.dl4jrouting.inference;

/** Where a matrix lies, in column-major order: to move without an allocation. */
final class Operand {
  private final Lane.Address pointer = new Lane.Address();
  private Memory memory;
  private int at;
  private int leading;
  private int shift;

  /**
   * Moves it.
   *
   * @param newLeading from a number to that in the next column
   */
  void to(Memory newMemory, int newAt, int newLeading) {
    memory = newMemory;
    at = newAt;
    leading = newLeading;
    shift = 0;
  }

  /** Some of it: what lies so many numbers behind where it began. */
  void shift(int by) {
    shift = by;
  }

  /** From a number to that in the next column. */
  int leading() {
    return leading;
  }

  /** Where it lies outside the heap; may be moved further. */
  Lane.Address pointer() {
    return pointer.to(((NativeMemory) memory).address((long) at + shift));
  }

  /** The array that it lies in. */
  float[] floats() {
    return ((HeapMemory) memory).floats();
  }

  /** Where it begins there. */
  int begin() {
    return ((HeapMemory) memory).index(at + shift);
  }
}
