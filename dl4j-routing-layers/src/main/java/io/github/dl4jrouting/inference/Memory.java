package io.github.dl4jrouting.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A block of floats outside the heap, where BLAS reads and writes without a copy. Java code reaches
 * it by bulk transfers to and from small arrays: those and the loops over plain arrays are
 * vectorised, element access to a direct buffer is not.
 */
final class Memory {
  private static final int ALIGNMENT = 64;
  private static final float NEGLIGIBLE = 1e-20f;

  /** Keeps the memory: a block, or the array's buffer that it was borrowed from. */
  private final Object owner;

  private final FloatPointer pointer;

  /** Made when first asked for: an input is mostly read by its address alone. */
  private volatile FloatBuffer buffer;

  private volatile IntBuffer bits;
  private final long address;
  private final int capacity;

  Memory(int capacity) {
    this.capacity = capacity;
    FloatPointer block = new FloatPointer((long) capacity + ALIGNMENT / Float.BYTES);
    // What is left of others could be denormal numbers, which are slow to compute with.
    Pointer.memset(block, 0, block.capacity() * Float.BYTES);
    long misaligned = block.address() % ALIGNMENT;
    long skip = misaligned == 0 ? 0 : (ALIGNMENT - misaligned) / Float.BYTES;
    block.position(skip).limit(skip + capacity);
    this.address = block.address() + skip * Float.BYTES;
    this.pointer = new Lane.Address().to(address);
    this.owner = block;
    view();
  }

  private Memory(long address, int capacity, Object owner) {
    this.capacity = capacity;
    this.owner = owner;
    this.address = address;
    this.pointer = new Lane.Address().to(address);
  }

  private synchronized void view() {
    if (buffer == null) {
      Lane.Address all = new Lane.Address().to(address);
      all.limit(capacity);
      ByteBuffer bytes = all.asByteBuffer().order(ByteOrder.nativeOrder());
      bits = bytes.asIntBuffer();
      buffer = bytes.asFloatBuffer();
    }
  }

  /**
   * Memory of somebody else's, to be read where it lies. A pool does not take it.
   *
   * @param owner keeps it from being freed
   */
  static Memory borrowed(long address, int length, Object owner) {
    return new Memory(address, length, owner);
  }

  /** Some of it, to be read where it lies. */
  Memory part(long from, int length) {
    return borrowed(address(from), length, this);
  }

  boolean isBorrowed() {
    return !(owner instanceof FloatPointer);
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
    Memory memory = new Memory(Math.max(1, values.length));
    memory.buffer().put(0, values);
    return memory;
  }

  int capacity() {
    return capacity;
  }

  FloatBuffer buffer() {
    FloatBuffer made = buffer;
    if (made == null) {
      view();
      made = buffer;
    }
    return made;
  }

  /** The same memory as raw bits. */
  IntBuffer bits() {
    IntBuffer made = bits;
    if (made == null) {
      view();
      made = bits;
    }
    return made;
  }

  /** The address of one element; valid as long as this object is reachable. */
  long address(long index) {
    return address + index * Float.BYTES;
  }

  /** To the first element, at position 0: valid as long as this object is reachable. */
  FloatPointer pointer() {
    return pointer;
  }

  void copyFrom(Memory source, int from, int to, int length) {
    buffer().put(to, source.buffer(), from, length);
  }
}
