package io.github.dl4jrouting.inference;

import java.nio.FloatBuffer;

/** {@link Memory} in a plain array. */
final class HeapMemory extends Memory {
  private final float[] floats;
  private final int base;
  private final FloatBuffer buffer;

  HeapMemory(int capacity) {
    // Products read behind the last row, by less than the rows of a tile.
    this(new float[capacity + VectorApi.BEHIND], 0, capacity, false);
  }

  private HeapMemory(float[] floats, int base, int length, boolean borrowed) {
    super(length, borrowed);
    this.floats = floats;
    this.base = base;
    buffer = FloatBuffer.wrap(floats, base, length).slice();
  }

  float[] floats() {
    return floats;
  }

  /** Where in the array a number is. */
  int index(int at) {
    return base + at;
  }

  @Override
  Memory part(int from, int length) {
    return new HeapMemory(floats, index(from), length, true);
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
      to[i] = Float.floatToRawIntBits(floats[base + at + i]);
    }
  }

  @Override
  void readFrom(long address, int length) {
    new Lane.Address().to(address).get(floats, base, length);
  }

  @Override
  void writeTo(long address, int length) {
    new Lane.Address().to(address).put(floats, base, length);
  }
}
