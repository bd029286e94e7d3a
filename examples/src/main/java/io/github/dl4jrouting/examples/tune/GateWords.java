package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.examples.calibrate.Skips;
import io.github.dl4jrouting.examples.tune.TuneResult.Threshold;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Settings of gates in words.
 *
 * @param gates names of the gates, in the order of all thresholds
 */
record GateWords(List<String> gates) {

  List<Threshold> of(OperatingPoint point) {
    return IntStream.range(0, gates.size())
        .mapToObj(
            i -> {
              double threshold = point.thresholds().get(i);
              return new Threshold(
                  gates.get(i),
                  Skips.of(point, i),
                  Double.isInfinite(threshold) ? null : threshold);
            })
        .toList();
  }

  /** The same by name, one entry a column. */
  Map<String, String> columns(OperatingPoint point) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("measure", point.criterion());
    for (int i = 0; i < gates.size(); i++) {
      columns.put(gates.get(i) + " skips", Skips.of(point, i));
      columns.put(gates.get(i) + " threshold", String.valueOf(point.thresholds().get(i)));
    }
    return columns;
  }
}
