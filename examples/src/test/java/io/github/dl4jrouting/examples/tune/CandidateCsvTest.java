package io.github.dl4jrouting.examples.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.zoo.search.CandidateRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidateCsvTest {
  @TempDir Path directory;

  @Test
  void writesDoneAndFailedCandidates() throws IOException {
    Path file = directory.resolve("candidates.csv");
    new CandidateCsv(
            List.of(
                CandidateRecord.failed(0, List.of(), "broken, \"badly\""),
                CandidateRecord.completed(
                    1, List.of(0.5), 0.25, Optional.of(new Outcome(0.75, 0.5, 0.625, 100)))),
            List.of(Map.of(), Map.of("rate", "0.1")))
        .write(file);

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "index,status,score,accuracy,computeRatio,skipRatio,macs,rate,error",
            "0,failed,,,,,,,\"broken, \"\"badly\"\"\"",
            "1,done,0.25,0.75,0.625,0.5,100.0,0.1,");
  }
}
