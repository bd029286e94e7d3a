package io.github.dl4jrouting.input;

import java.nio.FloatBuffer;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory of float arrays without gaps, for plain loops: a copy of a few thousand numbers takes
 * less than one of ND4J's operations takes to begin.
 */
public final class FloatMemory {
  private FloatMemory() {}

  /**
   * Whether an array's memory can be read and written here.
   *
   * @param array any array
   * @return false for other types, arrays with gaps, empty and huge ones, those that begin beyond 2
   *     GB of another's memory, and on GPUs
   */
  public static boolean isReachable(INDArray array) {
    return array.dataType() == DataType.FLOAT
        && !array.isEmpty()
        && isInBuffer(array.offset(), array.length())
        && Nd4j.getBackend().getEnvironment().isCPU() // else the memory is elsewhere
        && isDense(array);
  }

  /** Parameters lie where their network has them, and a buffer counts its bytes as an int. */
  static boolean isInBuffer(long offset, long length) {
    return offset + length <= Integer.MAX_VALUE / Float.BYTES;
  }

  private static boolean isDense(INDArray array) {
    if (RowMajor.isPlain(array)) {
      return true;
    }
    int[] byStride =
        IntStream.range(0, array.rank())
            .filter(d -> array.size(d) > 1)
            .boxed()
            .sorted(Comparator.comparingLong(array::stride))
            .mapToInt(Integer::intValue)
            .toArray();
    long expected = 1;
    for (int d : byStride) {
      if (array.stride(d) != expected) {
        return false;
      }
      expected *= array.size(d);
    }
    return true;
  }

  /**
   * An array's memory.
   *
   * @param array {@link #isReachable}
   * @return its numbers, no others, as they lie; what is written there is written into the array
   */
  public static FloatBuffer of(INDArray array) {
    FloatBuffer memory = array.data().asNioFloat(); // from the array's own offset on
    return memory.limit(memory.position() + (int) array.length());
  }

  /**
   * An array's numbers as they lie in memory.
   *
   * @param array {@link #isReachable}
   * @return a copy
   */
  public static float[] read(INDArray array) {
    float[] numbers = new float[(int) array.length()];
    of(array).get(numbers);
    return numbers;
  }

  /**
   * Overwrites an array.
   *
   * @param numbers as they shall lie in memory, as many as the array has
   * @param array {@link #isReachable}
   * @return the array
   */
  public static INDArray write(float[] numbers, INDArray array) {
    of(array).put(numbers);
    return array;
  }
}
