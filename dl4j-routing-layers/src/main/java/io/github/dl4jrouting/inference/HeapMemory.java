package io.github.dl4jrouting.inference;

import java.nio.FloatBuffer;

/** {@link Memory} in a plain array. */
final class HeapMemory extends Memory {
  /**
   * Numbers before the first one. G1, the JVM's collector by default, puts a large array at the
   * begin of a region, and 12 numbers behind an array's header of 16 bytes a cache line begins:
   * vectors that lie in one line each are read and written faster.
   */
  private static final int BEFORE = 12;

  private final float[] floats;
  private final FloatBuffer buffer;

  HeapMemory(int capacity) {
    super(capacity);
    // Products read behind the last row, by less than the rows of a tile.
    floats = new float[BEFORE + capacity + VectorApi.BEHIND];
    buffer = FloatBuffer.wrap(floats, BEFORE, capacity).slice();
  }

  /** What it lies in: see {@link #index}. */
  float[] floats() {
    return floats;
  }

  /** Where one of its numbers lies there. */
  static int index(int at) {
    return BEFORE + at;
  }

  @Override
  boolean isBorrowed() {
    return false;
  }

  @Override
  FloatBuffer buffer() {
    return buffer;
  }

  @Override
  void get(int at, float[] to, int from, int length, Lane lane) {
    System.arraycopy(floats, index(at), to, from, length);
  }

  @Override
  void bits(int at, int[] to, int length) {
    for (int i = 0; i < length; i++) {
      to[i] = Float.floatToRawIntBits(floats[index(at + i)]);
    }
  }

  @Override
  void readFrom(long address, int length) {
    new Lane.Address().to(address).get(floats, index(0), length);
  }

  @Override
  void writeTo(long address, int length) {
    new Lane.Address().to(address).put(floats, index(0), length);
  }
}
