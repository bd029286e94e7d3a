package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.zoo.file.WholeFile;
import io.github.dl4jrouting.zoo.search.CandidateRecord;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * All candidates of a search as a table for other programs.
 *
 * @param candidates what became of them
 * @param settings their settings by name, all with the same names in the same order; empty for a
 *     candidate that has none
 */
record CandidateCsv(List<CandidateRecord> candidates, List<Map<String, String>> settings) {

  void write(Path target) throws IOException {
    List<String> names =
        settings.stream()
            .filter(named -> !named.isEmpty())
            .findFirst()
            .map(named -> List.copyOf(named.keySet()))
            .orElse(List.of());
    List<String> header =
        new ArrayList<>(
            List.of("index", "status", "score", "accuracy", "computeRatio", "skipRatio", "macs"));
    header.addAll(names);
    header.add("error");
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setHeader(header.toArray(String[]::new))
            .setRecordSeparator("\n")
            .build();
    WholeFile.write(
        target,
        out -> {
          CSVPrinter csv =
              new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), format);
          for (int i = 0; i < candidates.size(); i++) {
            csv.printRecord(row(candidates.get(i), names, settings.get(i)));
          }
          csv.flush();
        });
  }

  private static List<Object> row(
      CandidateRecord candidate, List<String> names, Map<String, String> named) {
    List<Object> row = new ArrayList<>();
    row.add(candidate.index());
    row.add(candidate.error().isPresent() ? "failed" : "done");
    row.add(candidate.score().map(String::valueOf).orElse(""));
    Optional<Outcome> outcome = candidate.outcome();
    row.add(outcome.map(Outcome::accuracy).map(String::valueOf).orElse(""));
    row.add(outcome.map(Outcome::computeRatio).map(String::valueOf).orElse(""));
    row.add(outcome.map(Outcome::skipRatio).map(String::valueOf).orElse(""));
    row.add(outcome.map(Outcome::macs).map(String::valueOf).orElse(""));
    names.forEach(name -> row.add(named.getOrDefault(name, "")));
    row.add(candidate.error().orElse(""));
    return row;
  }
}
