package io.github.dl4jrouting.input;

import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Small arrays as plain Java ones, for decisions that are made in plain Java. */
public final class RowMajor {
  private RowMajor() {}

  /**
   * An array's values in row-major order.
   *
   * @param array any array
   * @return its values in c-order
   */
  public static double[] of(INDArray array) {
    if (isPlain(array) && FloatMemory.isReachable(array)) {
      // As routers give it, several times in each training step: without a copy by ND4J.
      float[] numbers = FloatMemory.read(array);
      double[] values = new double[numbers.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = numbers[i];
      }
      return values;
    }
    return array.dup('c').data().asDouble();
  }

  /**
   * Writes values in row-major order.
   *
   * @param values as many as the array has
   * @param array {@link #isPlain}; overwritten
   * @return the array
   * @throws IllegalArgumentException if its elements do not lie one after the other
   */
  public static INDArray put(double[] values, INDArray array) {
    if (!isPlain(array) || array.length() != values.length) {
      throw new IllegalArgumentException(
          "Expected an array of "
              + values.length
              + " elements that lie one after the other, found "
              + array.shapeInfoToString());
    }
    if (FloatMemory.isReachable(array)) {
      float[] numbers = new float[values.length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) values[i];
      }
      return FloatMemory.write(numbers, array);
    }
    DataBuffer data = array.data();
    for (int i = 0; i < values.length; i++) {
      data.put(i, values[i]); // from the array's own offset on
    }
    return array;
  }

  /**
   * Which samples a per-sample mask leaves.
   *
   * @param mask {@code [N, 1]} or {@code [N]}, or null
   * @param samples N
   * @return one flag a sample, or null where the mask is absent or not one number a sample
   */
  public static boolean[] mask(INDArray mask, int samples) {
    if (mask == null || mask.length() != samples) {
      return null;
    }
    double[] values = of(mask);
    boolean[] counts = new boolean[samples];
    for (int n = 0; n < samples; n++) {
      counts[n] = values[n] != 0;
    }
    return counts;
  }

  /**
   * Whether the elements lie one after the other.
   *
   * @param array of any shape
   * @return true in row-major order without gaps
   */
  public static boolean isPlain(INDArray array) {
    long apart = 1;
    for (int d = array.rank() - 1; d >= 0; d--) {
      long size = array.size(d);
      // Along a dimension of 1 there is no step. ND4J calls a reshaped [1, n] one of order f.
      if (size != 1 && array.stride(d) != apart) {
        return false;
      }
      apart *= size;
    }
    return true;
  }

  /**
   * The array with its elements one after the other.
   *
   * @param array of any layout
   * @return itself, or a copy where it lies otherwise
   */
  public static INDArray plain(INDArray array) {
    return isPlain(array) ? array : array.dup('c');
  }
}
