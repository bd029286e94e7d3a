package io.github.dl4jrouting.zoo.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.calibration.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchLogTest {
  private static final CandidateRecord FIRST =
      CandidateRecord.completed(
          0, List.of(0.1, 1.0 / 3), 0.7, Optional.of(new Outcome(0.7, 0.2, 0.8123456789, 12345)));
  private static final CandidateRecord SECOND =
      CandidateRecord.failed(1, List.of(), "IllegalStateException: \"quoted\", Ünicode");
  private static final SearchConfiguration SEARCH = Line.search(Generator.RANDOM, 10);

  @TempDir Path directory;

  private SearchLog opened() throws IOException {
    return SearchLog.open(directory, SEARCH);
  }

  private void write(CandidateRecord... records) throws IOException {
    try (SearchLog log = opened()) {
      for (CandidateRecord candidate : records) {
        log.add(candidate);
      }
    }
  }

  @Test
  void recordsComeBackExactly() throws IOException {
    write(FIRST, SECOND);

    try (SearchLog log = opened()) {
      assertThat(log.records()).containsExactly(FIRST, SECOND);
      assertThat(log.find(1)).contains(SECOND);
      assertThat(log.find(2)).isEmpty();
    }
    assertThat(Files.readAllLines(directory.resolve(SearchLog.CANDIDATES))).hasSize(2);
  }

  @Test
  void aLineThatWasCutOffIsDroppedAndWrittenAnew() throws IOException {
    write(FIRST);
    Path file = directory.resolve(SearchLog.CANDIDATES);
    Files.writeString(file, "{\"index\":1,\"genes\":[0.", StandardOpenOption.APPEND);

    write(SECOND);

    try (SearchLog log = opened()) {
      assertThat(log.records()).containsExactly(FIRST, SECOND);
    }
  }

  @Test
  void everyRecordIsInTheFileAsSoonAsItIsAdded() throws IOException {
    try (SearchLog log = opened()) {
      log.add(FIRST);
      assertThat(Files.readAllLines(directory.resolve(SearchLog.CANDIDATES))).hasSize(1);
    }
  }

  @Test
  void refusesADirectoryOfAnotherSearchAndTakesOneWithMoreCandidates() throws IOException {
    write(FIRST);

    assertThatThrownBy(() -> SearchLog.open(directory, Line.search(Generator.GRID, 10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another")
        .hasMessageContaining("Name another directory");
    try (SearchLog log = SearchLog.open(directory, Line.search(Generator.RANDOM, 20))) {
      assertThat(log.records()).containsExactly(FIRST);
    }
  }

  @Test
  void twoSearchesDoNotWriteIntoOneDirectory() throws IOException {
    try (SearchLog log = opened()) {
      log.add(FIRST);
      assertThatThrownBy(this::opened)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another directory");
    }
    try (SearchLog log = opened()) {
      assertThat(log.records()).containsExactly(FIRST);
    }
  }

  @Test
  void saysWhichLineIsDamaged() throws IOException {
    write(FIRST);
    Path file = directory.resolve(SearchLog.CANDIDATES);
    Files.writeString(file, "{\"index\":1}\n", StandardOpenOption.APPEND);

    assertThatThrownBy(this::opened).isInstanceOf(IOException.class).hasMessageContaining("line 2");
  }

  @Test
  void aRecordHasAScoreOrAnError() {
    assertThatThrownBy(
            () ->
                new CandidateRecord(
                    4, List.of(), Optional.of(1.0), Optional.empty(), Optional.of("broken")))
        .hasMessageContaining("Candidate 4");
  }
}
