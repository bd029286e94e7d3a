package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Point;
import io.github.dl4jrouting.zoo.file.WholeFile;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The Pareto front as a table for other programs. */
final class FrontCsv {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT
          .builder()
          .setHeader(
              "accuracy",
              "searchAccuracy",
              "macs",
              "computeRatio",
              "skipRatio",
              "medianMicros",
              "measure",
              "chosen")
          .setRecordSeparator("\n")
          .build();

  private FrontCsv() {}

  static void write(Path target, List<Point> front) throws IOException {
    WholeFile.write(
        target,
        out -> {
          CSVPrinter csv =
              new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), FORMAT);
          for (Point point : front) {
            csv.printRecord(
                point.accuracy(),
                point.searchAccuracy(),
                point.macs(),
                point.computeRatio(),
                point.skipRatio(),
                point.medianMicros(),
                point.measure(),
                point.chosen());
          }
          csv.flush();
        });
  }
}
