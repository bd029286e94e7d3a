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

  /** Keeps the memory: a block, or the array's buffer that it was borrowed from. */
  private final Object owner;

  private final FloatPointer pointer;
  private final FloatBuffer buffer;
  private final IntBuffer bits;
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
    ByteBuffer bytes = block.asByteBuffer().order(ByteOrder.nativeOrder());
    this.buffer = bytes.asFloatBuffer();
    this.bits = bytes.asIntBuffer();
    this.address = block.address() + skip * Float.BYTES;
    this.pointer = new Lane.Address().to(address);
    this.owner = block;
  }

  private Memory(Lane.Address borrowed, int capacity, Object owner) {
    this.capacity = capacity;
    this.owner = owner;
    this.pointer = borrowed;
    this.address = borrowed.address();
    ByteBuffer bytes = borrowed.asByteBuffer().order(ByteOrder.nativeOrder());
    this.buffer = bytes.asFloatBuffer();
    this.bits = bytes.asIntBuffer();
    borrowed.limit(0);
  }

  /**
   * Memory of somebody else's, to be read where it lies. A pool does not take it.
   *
   * @param owner keeps it from being freed
   */
  static Memory borrowed(long address, int length, Object owner) {
    Lane.Address pointer = new Lane.Address().to(address);
    pointer.limit(length);
    return new Memory(pointer, length, owner);
  }

  /** Some of it, to be read where it lies. */
  Memory part(long from, int length) {
    return borrowed(address(from), length, this);
  }

  boolean isBorrowed() {
    return !(owner instanceof FloatPointer);
  }

  static Memory of(float[] values) {
    Memory memory = new Memory(Math.max(1, values.length));
    memory.buffer.put(0, values);
    return memory;
  }

  int capacity() {
    return capacity;
  }

  FloatBuffer buffer() {
    return buffer;
  }

  /** The same memory as raw bits. */
  IntBuffer bits() {
    return bits;
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
    buffer.put(to, source.buffer, from, length);
  }
}
