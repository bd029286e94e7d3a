package io.github.dl4jrouting.inference;

import java.nio.FloatBuffer;

/** {@link Memory} in a plain array. */
final class HeapMemory extends Memory {
  private final float[] floats;
  private final FloatBuffer buffer;

  HeapMemory(int capacity) {
    super(capacity);
    // Products read behind the last row, by less than the rows of a tile.
    floats = new float[capacity + VectorApi.BEHIND];
    buffer = FloatBuffer.wrap(floats, 0, capacity);
  }

  float[] floats() {
    return floats;
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
    System.arraycopy(floats, at, to, from, length);
  }

  @Override
  void bits(int at, int[] to, int length) {
    for (int i = 0; i < length; i++) {
      to[i] = Float.floatToRawIntBits(floats[at + i]);
    }
  }

  @Override
  void readFrom(long address, int length) {
    new Lane.Address().to(address).get(floats, 0, length);
  }

  @Override
  void writeTo(long address, int length) {
    new Lane.Address().to(address).put(floats, 0, length);
  }
}
