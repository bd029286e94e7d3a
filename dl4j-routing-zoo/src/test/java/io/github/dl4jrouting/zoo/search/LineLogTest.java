package io.github.dl4jrouting.zoo.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineLogTest {
  @TempDir private Path directory;

  @Test
  void linesAreThereWhenItIsOpenedAgain() throws IOException {
    Path file = directory.resolve("log");
    try (LineLog log = LineLog.open(file)) {
      assertThat(log.lines()).isEmpty();
      log.append("first");
      log.append("zweite, größer");
    }
    try (LineLog log = LineLog.open(file)) {
      assertThat(log.lines()).containsExactly("first", "zweite, größer");
      log.append("third");
    }
    assertThat(file).hasContent("first\nzweite, größer\nthird\n");
  }

  @Test
  void anUnfinishedLineIsDropped() throws IOException {
    Path file = Files.writeString(directory.resolve("log"), "whole\ncut of");
    try (LineLog log = LineLog.open(file)) {
      assertThat(log.lines()).containsExactly("whole");
      log.append("next");
    }
    assertThat(file).hasContent("whole\nnext\n");
  }

  @Test
  void oneAtATimeWritesToIt() throws IOException {
    Path file = directory.resolve("log");
    try (LineLog first = LineLog.open(file)) {
      first.append("mine");
      assertThatThrownBy(() -> LineLog.open(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("another directory");
    }
    assertThat(file).hasContent("mine\n");
  }
}
