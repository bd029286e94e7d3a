package io.github.dl4jrouting.examples.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.zoo.search.CandidateRecord;
import io.github.dl4jrouting.zoo.search.objective.AccuracyAtCompute;
import io.github.dl4jrouting.zoo.search.objective.ComputeAtAccuracy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchReportTest {

  private static String report(int candidates, boolean minimize) {
    StringWriter lines = new StringWriter();
    try (SearchReport report =
        new SearchReport(
            new PrintWriter(lines),
            candidates,
            minimize ? new ComputeAtAccuracy(0.5) : new AccuracyAtCompute(0.5),
            false)) {
      for (int i = 0; i < candidates; i++) {
        CandidateRecord candidate =
            i == 0
                ? CandidateRecord.failed(i, List.of(), "broken")
                : CandidateRecord.completed(i, List.of(), i, Optional.empty());
        report.candidateDone(candidate, i < 2);
      }
    }
    return lines.toString();
  }

  @Test
  void isALineForEachTenth() {
    assertThat(report(1000, false)).hasLineCount(10).contains("1,000 of 1,000", "999.00000");
    assertThat(report(1000, true)).contains("best: score 1.00000", "1 failed", "2 from an earlier");
  }

  @Test
  void theBestIsSaidInAccuracyAndComputeAndWhetherItKeepsToTheLimit() {
    StringWriter lines = new StringWriter();
    AccuracyAtCompute half = new AccuracyAtCompute(0.5);
    List<Outcome> outcomes =
        List.of(
            new Outcome(0.95, 0.3, 0.7, 70), // beyond the limit
            new Outcome(0.9, 0.5, 0.5, 50),
            new Outcome(0.8, 0.6, 0.4, 40)); // within, and worse
    try (SearchReport report = new SearchReport(new PrintWriter(lines), 3, half, false)) {
      for (int i = 0; i < outcomes.size(); i++) {
        Outcome outcome = outcomes.get(i);
        report.candidateDone(
            CandidateRecord.completed(i, List.of(), half.score(outcome), Optional.of(outcome)),
            false);
      }
    }
    assertThat(lines.toString().lines())
        .satisfiesExactly(
            first ->
                assertThat(first).contains("95.00 % at a compute ratio of 70.00 %, not within"),
            second -> assertThat(second).contains("best: 90.00 %").doesNotContain("not within"),
            third -> assertThat(third).contains("best: 90.00 %"));
  }

  @Test
  void isALineForEachOfFew() {
    assertThat(report(3, false)).hasLineCount(3).contains("best: -");
  }
}
