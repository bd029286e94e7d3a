package io.github.dl4jrouting.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputComparisonTest {
  @TempDir private Path directory;

  private Path file(String name, float... values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return Files.write(directory.resolve(name), bytes.array());
  }

  @Test
  void equalOutputsDoNotDiffer() throws IOException {
    Path zero = file("zero", 0, 0, 5, 6);
    assertThat(OutputComparison.difference(zero, zero, 2)).isZero();
  }

  @Test
  void aDifferenceCountsRelativeToTheLargestNumberOfItsSample() throws IOException {
    Path expected = file("expected", 1000, 1000, 1, 10);
    Path found = file("found", 1000, 1000, 1, 11);
    assertThat(OutputComparison.difference(expected, found, 2)).isCloseTo(0.1, within(1e-6));
  }

  @Test
  void notANumberIsADifference() throws IOException {
    Path expected = file("expected", 1, 2);
    Path found = file("found", Float.NaN, 2);
    assertThat(OutputComparison.difference(expected, found, 1)).isInfinite();
  }

  @Test
  void outputsOfDifferentSizeAreRefused() throws IOException {
    Path expected = file("expected", 1, 2);
    Path found = file("found", 1);
    assertThatThrownBy(() -> OutputComparison.difference(expected, found, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 2 numbers in expected and 1 in found");
  }
}
