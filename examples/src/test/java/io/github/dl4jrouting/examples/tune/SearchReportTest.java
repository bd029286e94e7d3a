package io.github.dl4jrouting.examples.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.zoo.search.CandidateRecord;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchReportTest {

  private static String report(int candidates, boolean minimize) {
    StringWriter lines = new StringWriter();
    try (SearchReport report =
        new SearchReport(new PrintWriter(lines), candidates, minimize, false)) {
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
    assertThat(report(1000, true)).contains("best score 1.00000", "1 failed", "2 from an earlier");
  }

  @Test
  void isALineForEachOfFew() {
    assertThat(report(3, false)).hasLineCount(3).contains("best score -");
  }
}
