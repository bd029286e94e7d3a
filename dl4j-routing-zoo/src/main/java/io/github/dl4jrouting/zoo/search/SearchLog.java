package io.github.dl4jrouting.zoo.search;

import io.github.dl4jrouting.zoo.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The candidates that are done, in memory or also in a directory, where a search that was killed
 * finds them again.
 *
 * <p>The directory has {@value #CONFIGURATION}, which says what search this is, and {@value
 * #CANDIDATES}, to which one line is appended for each candidate in a single write. A line that a
 * kill has left unfinished is dropped when the directory is opened again; its candidate is computed
 * once more.
 */
public final class SearchLog implements AutoCloseable {
  /** Name of the file with the configuration of the search. */
  public static final String CONFIGURATION = "search.json";

  /** Name of the file with one line of JSON for each candidate. */
  public static final String CANDIDATES = "candidates.jsonl";

  private final Map<Integer, CandidateRecord> records = new TreeMap<>();
  private final Optional<LineLog> file;

  private SearchLog(Optional<LineLog> file) {
    this.file = file;
  }

  /**
   * A log that is lost with the process.
   *
   * @return an empty log
   */
  public static SearchLog inMemory() {
    return new SearchLog(Optional.empty());
  }

  /**
   * Opens a directory, new or with the candidates of an earlier run of the same search.
   *
   * @param directory made if it is not there
   * @param configuration which search; its number of candidates may differ from the earlier run's
   * @return the log, with the candidates that are done
   * @throws IOException if files cannot be read or written
   * @throws IllegalArgumentException if the directory belongs to another search
   */
  public static SearchLog open(Path directory, SearchConfiguration configuration)
      throws IOException {
    Files.createDirectories(directory);
    Path candidates = directory.resolve(CANDIDATES);
    LineLog lines = LineLog.open(candidates);
    try {
      claim(directory.resolve(CONFIGURATION), configuration);
      SearchLog log = new SearchLog(Optional.of(lines));
      for (CandidateRecord candidate : parse(candidates, lines.lines())) {
        log.records.put(candidate.index(), candidate);
      }
      return log;
    } catch (IOException | RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  private static void claim(Path file, SearchConfiguration configuration) throws IOException {
    if (Files.exists(file)) {
      SearchConfiguration found = SearchConfiguration.fromJson(Files.readString(file));
      if (!found.sameSearch(configuration)) {
        throw new IllegalArgumentException(
            file
                + ": expected the same search as now, found one with another model, data, space,"
                + " objective, generator or seed. Name another directory, or repeat the options of"
                + " the first run to resume it.");
      }
    }
    byte[] json = configuration.toJson().getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(json));
  }

  private static List<CandidateRecord> parse(Path file, List<String> lines) throws IOException {
    List<CandidateRecord> known = new ArrayList<>();
    for (String line : lines) {
      try {
        known.add(RecordJson.parse(line));
      } catch (IOException | IllegalArgumentException e) {
        throw new IOException(
            file
                + ": expected a candidate in line "
                + (known.size() + 1)
                + ", found "
                + line
                + ". Delete that line and those after it.",
            e);
      }
    }
    return known;
  }

  /**
   * A candidate that is done.
   *
   * @param index its number
   * @return its record, if there is one
   */
  public Optional<CandidateRecord> find(int index) {
    return Optional.ofNullable(records.get(index));
  }

  /**
   * All that are done.
   *
   * @return records by index
   */
  public List<CandidateRecord> records() {
    return List.copyOf(records.values());
  }

  /**
   * Adds a candidate.
   *
   * @param candidate its record
   * @throws UncheckedIOException if it cannot be written
   */
  public void add(CandidateRecord candidate) {
    file.ifPresent(lines -> lines.append(RecordJson.line(candidate)));
    records.put(candidate.index(), candidate);
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
