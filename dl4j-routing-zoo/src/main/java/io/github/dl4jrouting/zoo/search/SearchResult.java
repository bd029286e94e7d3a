package io.github.dl4jrouting.zoo.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;

/**
 * What a search found.
 *
 * @param candidates all of them, by index
 * @param best the best by score, if any has one; of equal ones the first
 * @param resumed how many of them an earlier run had computed
 */
public record SearchResult(
    List<CandidateRecord> candidates, Optional<CandidateRecord> best, int resumed) {
  /** Copies the list. */
  public SearchResult {
    candidates = List.copyOf(candidates);
  }

  /**
   * How many candidates failed.
   *
   * @return those with an error
   */
  public int failed() {
    return (int) candidates.stream().filter(done -> done.error().isPresent()).count();
  }

  /**
   * Runs a search to its end.
   *
   * @param configuration of the search
   * @param tasks makes what computes a candidate
   * @param directory where candidates are written as they come, and found again; empty for nowhere
   * @param progress hears of every candidate
   * @return the result
   * @throws IOException if the directory cannot be read or written
   * @throws DataSourceException if the data fail
   */
  public static SearchResult of(
      SearchConfiguration configuration,
      TaskCreator tasks,
      Optional<Path> directory,
      SearchProgress progress)
      throws IOException {
    try (SearchLog log =
        directory.isPresent()
            ? SearchLog.open(directory.get(), configuration)
            : SearchLog.inMemory()) {
      int[] resumed = {0};
      SequentialRunner runner =
          new SequentialRunner(
              configuration.start(),
              tasks,
              log,
              (candidate, known) -> {
                resumed[0] += known ? 1 : 0;
                progress.candidateDone(candidate, known);
              });
      runner.execute();
      List<CandidateRecord> done =
          log.records().stream()
              .filter(candidate -> candidate.index() < runner.numCandidatesTotal())
              .toList();
      return new SearchResult(done, runner.best(), resumed[0]);
    }
  }
}
