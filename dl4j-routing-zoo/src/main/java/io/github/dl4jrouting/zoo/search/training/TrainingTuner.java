package io.github.dl4jrouting.zoo.search.training;

import io.github.dl4jrouting.zoo.search.Generator;
import io.github.dl4jrouting.zoo.search.GuardedData;
import io.github.dl4jrouting.zoo.search.SearchConfiguration;
import io.github.dl4jrouting.zoo.search.SearchProgress;
import io.github.dl4jrouting.zoo.search.SearchResult;
import io.github.dl4jrouting.zoo.search.objective.OutcomeScore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/**
 * Searches training configurations with Arbiter: every candidate is trained, measured and saved.
 *
 * @param space what to search
 * @param data to train and to measure on
 * @param objective what to look for
 * @param generator how candidates are proposed
 * @param candidates how many
 * @param seed start of the generator's randomness
 * @param directory where candidates and their networks are written as they come; a search that was
 *     killed goes on from there
 */
public record TrainingTuner(
    RoutedMlpSpace space,
    GuardedData data,
    OutcomeScore objective,
    Generator generator,
    int candidates,
    long seed,
    Path directory) {

  /**
   * What a search over training configurations found.
   *
   * @param search candidates with their scores
   * @param hyperparameters of every candidate, by name
   * @param best file of the network with the best score, if one has a score
   */
  public record Found(
      SearchResult search, List<Map<String, String>> hyperparameters, Optional<Path> best) {
    /** Copies the list. */
    public Found {
      hyperparameters = List.copyOf(hyperparameters);
    }
  }

  /**
   * Runs the search to its end.
   *
   * @param progress hears of every candidate
   * @return what it found
   * @throws IOException if the directory cannot be read or written
   * @throws io.github.dl4jrouting.zoo.search.DataSourceException if the data fail
   */
  public Found run(SearchProgress progress) throws IOException {
    RoutedMlpSpace.Parts parts = space.parts();
    SearchConfiguration configuration =
        new SearchConfiguration(parts.graph(), objective, generator, seed, candidates);
    ModelFiles models = new ModelFiles(directory.resolve("models"));
    SearchResult result =
        SearchResult.of(
            configuration, new TrainingTasks(data, models), Optional.of(directory), progress);
    return new Found(
        result,
        result.candidates().stream()
            .map(candidate -> named(parts.named(), candidate.geneArray()))
            .toList(),
        result.best().map(best -> models.file(best.index())));
  }

  private static Map<String, String> named(Map<String, ParameterSpace<?>> spaces, double[] genes) {
    Map<String, String> values = new LinkedHashMap<>();
    if (genes.length > 0) {
      spaces.forEach((name, space) -> values.put(name, String.valueOf(space.getValue(genes))));
    }
    return values;
  }
}
