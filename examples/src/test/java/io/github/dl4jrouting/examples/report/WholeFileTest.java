package io.github.dl4jrouting.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir Path directory;

  /** A result. */
  record Figures(double zebra, int ant) {}

  @Test
  void failedWriteLeavesTheOldFileAndNoPart() throws IOException {
    Path file = Files.writeString(directory.resolve("result.json"), "old");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertThat(file).hasContent("old");
    assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
  }

  @Test
  void writeReplacesTheOldFile() throws IOException {
    Path file = Files.writeString(directory.resolve("result.json"), "old");

    ResultJson.write(file, new Figures(0.25, 3));

    assertThat(file).content().contains("\"zebra\" : 0.25").endsWith("}\n");
    assertThat(Files.readString(file).indexOf("zebra"))
        .as("keys in the record's order")
        .isLessThan(Files.readString(file).indexOf("ant"));
    assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
  }
}
