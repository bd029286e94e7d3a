package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.measure.OutputDifference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Holds the outputs of two contestants against each other, sample by sample. */
final class OutputComparison {

  /** How far two outputs may be apart, relative to the largest number of the same sample. */
  static final double TOLERANCE = 1e-4;

  private OutputComparison() {}

  /**
   * The largest difference between two files of outputs, relative to the largest number of the
   * sample it is in.
   *
   * @param rows how many samples each file holds
   * @throws IOException if a file cannot be read, or they are not of one size
   */
  static double difference(Path expected, Path found, int rows) throws IOException {
    FloatBuffer e = ByteBuffer.wrap(Files.readAllBytes(expected)).asFloatBuffer();
    FloatBuffer f = ByteBuffer.wrap(Files.readAllBytes(found)).asFloatBuffer();
    if (e.capacity() != f.capacity() || e.capacity() == 0 || e.capacity() % rows != 0) {
      throw new IOException(
          "expected two outputs of "
              + rows
              + " samples, found "
              + e.capacity()
              + " numbers in "
              + expected.getFileName()
              + " and "
              + f.capacity()
              + " in "
              + found.getFileName());
    }
    int size = e.capacity() / rows;
    double largest = 0;
    for (int row = 0; row < rows; row++) {
      int first = row * size;
      largest =
          Math.max(largest, OutputDifference.of(numbers(e, first, size), numbers(f, first, size)));
    }
    return largest;
  }

  private static double[] numbers(FloatBuffer buffer, int first, int count) {
    return IntStream.range(first, first + count).mapToDouble(buffer::get).toArray();
  }
}
