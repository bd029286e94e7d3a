package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.input.RowMajor;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Between ND4J's arrays and the engine's memory. */
final class Transfer {
  private Transfer() {}

  /** An array of any layout and numeric type, in c order: as it lies, if it lies so. */
  static NativeMemory borrow(INDArray array) {
    INDArray plain = plain(array);
    return NativeMemory.borrowed(address(plain), Math.toIntExact(plain.length()), plain);
  }

  /** Of the first element. ND4J makes a new pointer, which takes a while, for views alone. */
  private static long address(INDArray array) {
    DataBuffer data = array.data();
    return data.offset() == 0 ? data.address() : data.addressPointer().address();
  }

  private static INDArray plain(INDArray array) {
    return RowMajor.plain(
        array.dataType() == DataType.FLOAT ? array : array.castTo(DataType.FLOAT));
  }

  /** Copies an array of any layout and numeric type, in c order. */
  static void toMemory(INDArray array, Memory memory) {
    INDArray plain = plain(array);
    memory.readFrom(address(plain), Math.toIntExact(plain.length()));
  }

  /** A new array. */
  static INDArray toArray(Memory memory, long[] shape) {
    INDArray array = newArray(shape);
    toPlain(memory, array);
    return array;
  }

  /** A new array, to be written to. */
  static INDArray newArray(long[] shape) {
    return Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
  }

  /** Into floats that lie one after the other. */
  static void toPlain(Memory memory, INDArray array) {
    memory.writeTo(address(array), Math.toIntExact(array.length()));
  }

  /** Into some rows of an array of floats that lie one after the other. */
  static void toPlain(Memory memory, INDArray array, int first, int count) {
    long row = array.length() / array.size(0);
    memory.writeTo(address(array) + first * row * Float.BYTES, Math.toIntExact(count * row));
  }

  /** The elements of a float parameter in an order. */
  static float[] floats(INDArray array, char order) {
    return array.dup(order).data().asFloat();
  }
}
