package io.github.dl4jrouting.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.examples.report.Environment;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonResultTest {

  private static ComparisonResult.Row row(String model, double difference) {
    return new ComparisonResult.Row(model, "4", false, 1, 10, 2, 1, 2, difference, List.of());
  }

  @Test
  void namesTheNetworksWhoseOutputsDiffer() {
    ComparisonResult result =
        new ComparisonResult(
            "compare",
            "",
            1,
            2,
            false,
            1,
            List.of(
                row("same", 0),
                row("rounded", 9e-5),
                row("other", 1.1e-4),
                row("unlike", -1),
                row("other", 0.5)),
            Environment.current());
    assertThat(result.unlike()).containsExactly("other", "unlike");
  }
}
