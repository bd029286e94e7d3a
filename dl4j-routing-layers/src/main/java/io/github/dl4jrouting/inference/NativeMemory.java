package io.github.dl4jrouting.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** {@link Memory} outside the heap, where BLAS reads and writes without a copy. */
final class NativeMemory extends Memory {
  private static final int ALIGNMENT = 64;

  /** Keeps the memory: a block, or the array's buffer that it was borrowed from. */
  private final Object owner;

  private final FloatPointer pointer;

  /** Made when first asked for: an input is mostly read by its address alone. */
  private volatile FloatBuffer buffer;

  private volatile IntBuffer bits;
  private final long address;

  NativeMemory(int capacity) {
    super(capacity);
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

  private NativeMemory(long address, int capacity, Object owner) {
    super(capacity);
    this.owner = owner;
    this.address = address;
    this.pointer = new Lane.Address().to(address);
  }

  /**
   * Memory of somebody else's, to be read where it lies.
   *
   * @param owner keeps it from being freed
   */
  static NativeMemory borrowed(long address, int length, Object owner) {
    return new NativeMemory(address, length, owner);
  }

  private synchronized void view() {
    if (buffer == null) {
      Lane.Address all = new Lane.Address().to(address);
      all.limit(capacity());
      ByteBuffer bytes = all.asByteBuffer().order(ByteOrder.nativeOrder());
      bits = bytes.asIntBuffer();
      buffer = bytes.asFloatBuffer();
    }
  }

  @Override
  boolean isBorrowed() {
    return !(owner instanceof FloatPointer);
  }

  /** Some of it, to be read where it lies. */
  NativeMemory part(int from, int length) {
    return borrowed(address(from), length, this);
  }

  @Override
  FloatBuffer buffer() {
    FloatBuffer made = buffer;
    if (made == null) {
      view();
      made = buffer;
    }
    return made;
  }

  @Override
  void get(int at, float[] to, int from, int length, Lane lane) {
    lane.moving.to(address(at)).get(to, from, length);
  }

  @Override
  void bits(int at, int[] to, int length) {
    if (bits == null) {
      view();
    }
    bits.get(at, to, 0, length);
  }

  @Override
  void readFrom(long source, int length) {
    Pointer.memcpy(pointer, new Lane.Address().to(source), (long) length * Float.BYTES);
  }

  @Override
  void writeTo(long target, int length) {
    Pointer.memcpy(new Lane.Address().to(target), pointer, (long) length * Float.BYTES);
  }

  /** The address of one element; valid as long as this object is reachable. */
  long address(long index) {
    return address + index * Float.BYTES;
  }
}
