package io.github.dl4jrouting.inference;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** What one thread needs for itself inside a kernel: scratch arrays, and pointers that move. */
final class Lane {
  /** Length of the scratch arrays: a few of them stay in the first-level cache. */
  static final int CHUNK = 1024;

  /** Of the thread, from 0, which is the caller's. */
  final int number;

  private float[] scratch = new float[CHUNK];
  private float[] second = new float[CHUNK];
  private float[] third = new float[0];
  private float[] fourth = new float[0];
  private int[] bits = new int[0];
  private Memory memory;
  private float[] tile = new float[0];

  /** The factors of a product, its result, and what that begins with. */
  final Operand a = new Operand();

  final Operand b = new Operand();
  final Operand c = new Operand();
  final Operand d = new Operand();
  final Address moving = new Address();

  /** A pointer to move without an allocation; it owns nothing. */
  static final class Address extends FloatPointer {
    Address() {
      super((Pointer) null);
    }

    Address to(long newAddress) {
      address = newAddress;
      return this;
    }
  }

  Lane(int number) {
    this.number = number;
  }

  float[] scratch(int length) {
    if (scratch.length < length) {
      scratch = new float[length];
    }
    return scratch;
  }

  float[] second(int length) {
    if (second.length < length) {
      second = new float[length];
    }
    return second;
  }

  float[] third(int length) {
    if (third.length < length) {
      third = new float[length];
    }
    return third;
  }

  float[] fourth(int length) {
    if (fourth.length < length) {
      fourth = new float[length];
    }
    return fourth;
  }

  /** For {@link VectorProducts}. */
  float[] tile() {
    if (tile.length == 0) {
      tile = new float[VectorProducts.TILE];
    }
    return tile;
  }

  int[] bits(int length) {
    if (bits.length < length) {
      bits = new int[length];
    }
    return bits;
  }

  Memory memory(int length) {
    if (memory == null || memory.capacity() < length) {
      memory = Memory.ofCapacity(length);
    }
    return memory;
  }
}
