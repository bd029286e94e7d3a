package io.github.dl4jrouting.inference;

/** Where a matrix lies, in column-major order: to move without an allocation. */
final class Operand {
  private static final int[] WHOLE = {0};

  private final Lane.Address pointer = new Lane.Address();
  private Memory memory;
  private int at;
  private int leading;
  private int shift;
  private int[] pieces = WHOLE;
  private int count = 1;

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
    pieces = WHOLE;
    count = 1;
  }

  /** Moves it to where another one in one piece lies. */
  void to(Operand other) {
    to(other.memory, other.place(), other.leading);
  }

  /** Makes it a matrix of pieces with as many columns each, which begin so far behind its begin. */
  void inPieces(int[] begins, int number) {
    pieces = begins;
    count = number;
  }

  /** Where its pieces begin. */
  int[] pieces() {
    return pieces;
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** Some of it: what lies so many numbers behind where it began. */
  void shift(int by) {
    shift = by;
  }

  /** Makes all of its columns those of another one. */
  void columns(Operand column, int rows, int count) {
    for (int i = 0; i < count; i++) {
      memory.copyFrom(column.memory, column.place(), place() + i * leading, rows);
    }
  }

  /** From a number to that in the next column. */
  int leading() {
    return leading;
  }

  /** Where it lies outside the heap; may be moved further. */
  Lane.Address pointer() {
    return pointer.to(((NativeMemory) memory).address(place()));
  }

  /** The array that it lies in. */
  float[] floats() {
    return ((HeapMemory) memory).floats();
  }

  private int place() {
    return at + shift;
  }

  /** Where it begins there. */
  int begin() {
    return HeapMemory.index(place());
  }
}
