package io.github.dl4jrouting.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultJsonTest {

  private record Figures(double zebra, int ant) {}

  @Test
  void keysComeInTheRecordsOrder(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("result.json"), "old");

    ResultJson.write(file, new Figures(0.25, 3));

    assertThat(file).content().contains("\"zebra\" : 0.25").endsWith("}\n");
    assertThat(Files.readString(file).indexOf("zebra"))
        .isLessThan(Files.readString(file).indexOf("ant"));
    assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
  }
}
