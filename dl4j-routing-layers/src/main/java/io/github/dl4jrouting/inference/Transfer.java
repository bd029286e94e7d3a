package io.github.dl4jrouting.inference;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/** Between ND4J's arrays and the engine's memory. */
final class Transfer {
  private Transfer() {}

  /** Copies an array of any layout and numeric type, in c order. */
  static void toMemory(INDArray array, Memory memory) {
    INDArray plain = array.dataType() == DataType.FLOAT ? array : array.castTo(DataType.FLOAT);
    if (plain.ordering() != 'c' || !Shape.hasDefaultStridesForShape(plain)) {
      plain = plain.dup('c');
    }
    Pointer source = plain.data().addressPointer();
    Pointer.memcpy(memory.pointer(), source, plain.length() * Float.BYTES);
  }

  /** A new array. */
  static INDArray toArray(Memory memory, long[] shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    Pointer.memcpy(array.data().addressPointer(), memory.pointer(), array.length() * Float.BYTES);
    return array;
  }

  /** The elements of a float parameter in an order. */
  static float[] floats(INDArray array, char order) {
    return array.dup(order).data().asFloat();
  }
}
