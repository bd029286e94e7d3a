package io.github.dl4jrouting.inference;

import java.nio.FloatBuffer;

/**
 * A block of floats, on the heap where products are made with the Vector API, and outside it where
 * BLAS makes them. Java code reaches it by bulk transfers to and from small arrays: those and the
 * loops over plain arrays are vectorised, element access to a direct buffer is not.
 */
abstract class Memory {
  private static final float NEGLIGIBLE = 1e-20f;

  private final int capacity;

  Memory(int capacity) {
    this.capacity = capacity;
  }

  /** A new block of zeros, where products are made. */
  static Memory ofCapacity(int capacity) {
    return VectorApi.isThere() ? new HeapMemory(capacity) : new NativeMemory(capacity);
  }

  /**
   * A copy of a layer's weights, those below {@value #NEGLIGIBLE} times the largest as zero.
   * Weights that nothing uses decay under an L2 penalty, without ever being zero. Beside the
   * largest they add nothing that a float shows, but what comes of them is so small that a
   * processor takes a hundred times longer to multiply by it.
   */
  static Memory ofWeights(float[] weights) {
    float largest = 0;
    for (float weight : weights) {
      largest = Math.max(largest, Math.abs(weight));
    }
    float least = Float.isFinite(largest) ? largest * NEGLIGIBLE : 0;
    float[] kept = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      kept[i] = Math.abs(weights[i]) < least ? 0 : weights[i];
    }
    return of(kept);
  }

  static Memory of(float[] values) {
    Memory memory = ofCapacity(Math.max(1, values.length));
    memory.buffer().put(0, values);
    return memory;
  }

  /** Whether it is somebody else's, so that a pool does not take it. */
  abstract boolean isBorrowed();

  int capacity() {
    return capacity;
  }

  abstract FloatBuffer buffer();

  /** Copies some of it into an array, without a buffer made for it alone. */
  abstract void get(int at, float[] to, int from, int length, Lane lane);

  /** Copies some of it into an array, as raw bits. */
  abstract void bits(int at, int[] to, int length);

  /** Fills it from floats outside the heap. */
  abstract void readFrom(long address, int length);

  /** Copies its first numbers to floats outside the heap. */
  abstract void writeTo(long address, int length);

  void copyFrom(Memory source, int from, int to, int length) {
    buffer().put(to, source.buffer(), from, length);
  }
}
