package io.github.dl4jrouting.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    TextTable table = new TextTable(List.of("", "dense", "x")).row(List.of("MACs", "1", "20"));

    assertThat(table)
        .hasToString(
            """
                   dense    x
            -----------------
            MACs       1   20
            """);
  }

  @Test
  void rowWithAMissingCellIsRefused() {
    TextTable table = new TextTable(List.of("a", "b"));

    assertThatThrownBy(() -> table.row(List.of("1"))).hasMessageContaining("expected 2 cells");
  }
}
