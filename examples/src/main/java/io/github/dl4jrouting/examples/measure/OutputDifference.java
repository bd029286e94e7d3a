package io.github.dl4jrouting.examples.measure;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far outputs are from those that they ought to be: max |e − f| / max |e|, of the numbers that
 * are finite. Numbers that are the same infinity on both sides, or NaN on both, do not differ;
 * where one is not finite and the other is another number, the difference is infinite. (ND4J's
 * maximum leaves NaN out.)
 */
public final class OutputDifference {
  private OutputDifference() {}

  /**
   * Of two arrays.
   *
   * @param expected any shape and type
   * @param found one output
   * @return the difference; infinite where shapes differ
   */
  public static double of(INDArray expected, INDArray found) {
    return Arrays.equals(expected.shape(), found.shape())
        ? of(expected.dup('c').data().asDouble(), found.dup('c').data().asDouble())
        : Double.POSITIVE_INFINITY;
  }

  /**
   * Of several arrays, the largest.
   *
   * @param expected outputs
   * @param found as many
   * @return the difference
   */
  public static double of(INDArray[] expected, INDArray[] found) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, of(expected[i], found[i]));
    }
    return largest;
  }

  /**
   * Of numbers.
   *
   * @param expected numbers
   * @param found as many
   * @return the difference
   */
  public static double of(double[] expected, double[] found) {
    double scale = Arrays.stream(expected).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      if (Double.compare(expected[i], found[i]) != 0 && expected[i] != found[i]) {
        double difference = Math.abs(expected[i] - found[i]);
        if (!Double.isFinite(difference)) {
          return Double.POSITIVE_INFINITY;
        }
        largest = Math.max(largest, difference);
      }
    }
    return largest == 0 ? 0 : largest / scale;
  }
}
