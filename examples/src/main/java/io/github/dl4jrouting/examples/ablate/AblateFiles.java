package io.github.dl4jrouting.examples.ablate;

import io.github.dl4jrouting.examples.report.CsvFile;
import io.github.dl4jrouting.examples.report.FrontPlot;
import io.github.dl4jrouting.examples.report.FrontPlot.Series;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.examples.report.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.csv.CSVPrinter;

/**
 * An ablation for people and programs.
 *
 * @param result what it found
 */
public record AblateFiles(AblateResult result) {

  private static final String NONE = "-";

  /**
   * Writes result.json, the table and the plots.
   *
   * @param directory receives them
   * @throws IOException if a file cannot be written
   */
  public void write(Path directory) throws IOException {
    CsvFile.write(
        directory.resolve("ablation.csv"),
        this::rows,
        "kind",
        "measure",
        "skips",
        "threshold",
        "skipTarget",
        "router",
        "training",
        "penalty",
        "accuracy",
        "accuracyLow",
        "accuracyHigh",
        "skipRatio",
        "computeRatio",
        "macsPerSample",
        "distinctRoutes",
        "error");
    plot(
            "Gates on a trained network: accuracy over compute",
            Cell.GATE,
            cell -> cell.measure() + " " + cell.skips())
        .write(directory, "gates");
    plot(
            "Routers trained with their network: accuracy over compute",
            Cell.ROUTER,
            cell -> cell.router() + ", " + cell.training())
        .write(directory, "routers");
    ResultJson.write(directory.resolve("result.json"), result);
  }

  private void rows(CSVPrinter csv) throws IOException {
    for (CellResult row : result.cells()) {
      Cell cell = row.cell();
      csv.printRecord(
          cell.kind(),
          cell.measure(),
          cell.skips(),
          cell.threshold(),
          cell.skipTarget(),
          cell.router(),
          cell.training(),
          cell.penalty(),
          row.accuracy(),
          row.accuracyLow(),
          row.accuracyHigh(),
          row.skipRatio(),
          row.computeRatio(),
          row.macsPerSample(),
          row.distinctRoutes(),
          row.error());
    }
  }

  private FrontPlot plot(String title, String kind, Function<Cell, String> name) {
    Map<String, List<double[]>> points = new LinkedHashMap<>();
    List<Series> series = new ArrayList<>();
    for (CellResult row : result.cells()) {
      if (row.error() == null) {
        double[] point = {row.computeRatio(), row.accuracy()};
        if (row.cell().kind().equals(kind)) {
          points.computeIfAbsent(name.apply(row.cell()), none -> new ArrayList<>()).add(point);
        } else if (row.cell().kind().equals(Cell.DENSE)) {
          series.add(new Series("dense", List.of(point), false));
        }
      }
    }
    points.forEach(
        (line, of) -> {
          of.sort(Comparator.comparingDouble(point -> point[0]));
          series.add(new Series(line, of, true));
        });
    return new FrontPlot(title, series);
  }

  /** The table as text. */
  @Override
  public String toString() {
    TextTable table =
        new TextTable(
            List.of(
                "what",
                "threshold",
                "accuracy, % (95 %)",
                "skip ratio, %",
                "compute ratio, %",
                "MACs/sample",
                "routes"));
    for (CellResult row : result.cells()) {
      if (row.error() != null) {
        table.row(List.of(what(row.cell()), NONE, "failed", NONE, NONE, NONE, NONE));
        continue;
      }
      table.row(
          List.of(
              what(row.cell()),
              threshold(row.cell()),
              format(
                  "%.2f (%.2f to %.2f)",
                  100 * row.accuracy(), 100 * row.accuracyLow(), 100 * row.accuracyHigh()),
              format("%.1f", 100 * row.skipRatio()),
              format("%.1f", 100 * row.computeRatio()),
              format("%,.0f", row.macsPerSample()),
              String.valueOf(row.distinctRoutes())));
    }
    StringBuilder text = new StringBuilder("\n").append(table);
    for (CellResult row : result.cells()) {
      if (row.error() != null) {
        text.append('\n').append(row.cell()).append(": ").append(row.error()).append('\n');
      }
    }
    return text.toString();
  }

  private static String what(Cell cell) {
    return switch (cell.kind()) {
      case Cell.GATE -> "gate, " + cell.measure() + ", skips " + cell.skips();
      case Cell.ROUTER ->
          "router, " + cell.router() + ", " + cell.training() + ", " + cell.penalty();
      default -> cell.kind();
    };
  }

  private static String threshold(Cell cell) {
    if (cell.threshold() != null) {
      return String.valueOf(cell.threshold());
    }
    return cell.skipTarget() == null
        ? NONE
        : "that of " + Math.round(100 * cell.skipTarget()) + " %";
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
