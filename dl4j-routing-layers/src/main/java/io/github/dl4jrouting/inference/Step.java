package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.function.Consumer;

/** One kernel call: what it reads, where it writes. Reused; for one call at a time. */
final class Step {
  static final int PIECE = 16 * Lane.CHUNK;

  /** What reading and writing a number costs, in multiply-accumulates. */
  static final int PASSING = 16;

  private final Lane[] lanes;
  private final Workers workers;
  private final MemoryPool pool;

  /** How many rows to compute. */
  int rows;

  /** The inputs, row after row, with {@link #rows} rows each. */
  Memory[] in = new Memory[4];

  /** The shape of one row of each input. */
  int[][] inShape = new int[4][];

  /** Where the result goes, row after row. */
  Memory out;

  /** The shape of one row of the result. */
  int[] outShape;

  /**
   * Of each row, 1 for each step that counts and 0 for others; null where all count. Only for
   * kernels that say how many steps it must have.
   */
  float[] mask;

  /** Numbers that a kernel wants its parts to know. */
  final int[] plan = new int[8];

  Step(Workers workers, MemoryPool pool) {
    this.workers = workers;
    this.pool = pool;
    lanes = new Lane[workers.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane(i);
    }
  }

  private Step nested;

  /** Another step of the same rows, without a mask, for a kernel made of kernels. */
  Step nested() {
    if (nested == null) {
      nested = new Step(this);
    }
    nested.rows = rows;
    nested.mask = null;
    return nested;
  }

  private Step(Step outer) {
    workers = outer.workers;
    pool = outer.pool;
    lanes = outer.lanes;
  }

  Lane lane(int number) {
    return lanes[number];
  }

  MemoryPool pool() {
    return pool;
  }

  int lanes() {
    return lanes.length;
  }

  private int inputCount;

  int inputCount() {
    return inputCount;
  }

  void inputs(int count) {
    inputCount = count;
    if (in.length < count) {
      in = new Memory[count];
      inShape = new int[count][];
    }
  }

  /** Lets go of what others own. */
  void forgetInputs() {
    Arrays.fill(in, null);
    mask = null;
    if (nested != null) {
      nested.forgetInputs();
    }
  }

  /**
   * Does work with the first input on the heap, where the Vector API reads it: with a copy of what
   * lies elsewhere, as a caller's array does.
   *
   * @param rowSize how many numbers a row has
   */
  void withNearInput(int rowSize, Consumer<Step> work) {
    Memory given = in[0];
    in[0] = near(given, (long) rows * rowSize);
    try {
      work.accept(this);
    } finally {
      if (in[0] != given) {
        pool.give(in[0]);
        in[0] = given;
      }
    }
  }

  /** Memory where products are made: a copy from the pool, if it is elsewhere. */
  Memory near(Memory given, long length) {
    if (!VectorApi.isThere() || given instanceof HeapMemory) {
      return given;
    }
    HeapMemory copy = (HeapMemory) pool.take(length);
    given.get(0, copy.floats(), HeapMemory.index(0), (int) length, lanes[0]);
    return copy;
  }

  void parallel(Workers.Task task, int parts, long work) {
    workers.run(task, this, parts, work);
  }

  /**
   * Does what is done number by number: in parts of {@value #PIECE} numbers of the result, the last
   * one of fewer.
   */
  void elementwise(Workers.Task task) {
    int length = length();
    parallel(task, (length + PIECE - 1) / PIECE, (long) length * PASSING);
  }

  /** Does what is little more than reading and writing: a part is a sample. */
  void bySample(Workers.Task task) {
    parallel(task, rows, (long) length() * PASSING);
  }

  /** Whether a step of a row counts. */
  boolean counts(int row, int number, int steps) {
    return mask == null || mask[row * steps + number] != 0;
  }

  /** How many numbers the result has. */
  int length() {
    return rows * Shapes.size(outShape);
  }
}
