package io.github.dl4jrouting.zoo.search.threshold;

import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.zoo.search.CandidateRecord;
import io.github.dl4jrouting.zoo.search.Generator;
import io.github.dl4jrouting.zoo.search.SearchConfiguration;
import io.github.dl4jrouting.zoo.search.SearchProgress;
import io.github.dl4jrouting.zoo.search.SearchResult;
import io.github.dl4jrouting.zoo.search.objective.OutcomeScore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Searches the settings of a trained network's gates with Arbiter, without training or running it.
 *
 * <pre>{@code
 * FoundThresholds found =
 *     new ThresholdTuner(traces, new AccuracyAtCompute(0.5)).candidates(1000).seed(7).run();
 * found.best().ifPresent(point -> System.out.println(point.thresholds()));
 * }</pre>
 */
public final class ThresholdTuner {
  private static final int CANDIDATES = 1000;

  private final Map<ActivityMeasure, GateTraces> traces;
  private final OutcomeScore objective;
  private Direction[] directions = Direction.values();
  private Generator generator = Generator.RANDOM;
  private int candidates = CANDIDATES;
  private long seed = 1;
  private Optional<Path> directory = Optional.empty();
  private SearchProgress progress = SearchProgress.silent();

  /**
   * A random search of 1,000 candidates, both directions for each gate.
   *
   * @param traces of one network on one split, by measure
   * @param objective what to look for
   */
  public ThresholdTuner(Map<ActivityMeasure, GateTraces> traces, OutcomeScore objective) {
    this.traces = new EnumMap<>(traces);
    this.objective = objective;
  }

  /**
   * Sets which directions each gate may take.
   *
   * @param choices default both; none for the network's own
   * @return this
   */
  public ThresholdTuner directions(Direction... choices) {
    this.directions = choices.clone();
    return this;
  }

  /**
   * Sets how candidates are proposed.
   *
   * @param proposer default {@link Generator#RANDOM}
   * @return this
   */
  public ThresholdTuner generator(Generator proposer) {
    this.generator = proposer;
    return this;
  }

  /**
   * Sets how many candidates are judged.
   *
   * @param count default 1,000
   * @return this
   */
  public ThresholdTuner candidates(int count) {
    this.candidates = count;
    return this;
  }

  /**
   * Sets the start of all randomness.
   *
   * @param value default 1
   * @return this
   */
  public ThresholdTuner seed(long value) {
    this.seed = value;
    return this;
  }

  /**
   * Sets where candidates are written as they come. A search that was killed goes on from there.
   *
   * @param place default nowhere
   * @return this
   */
  public ThresholdTuner directory(Path place) {
    this.directory = Optional.of(place);
    return this;
  }

  /**
   * Sets who hears how it goes.
   *
   * @param listener default nobody
   * @return this
   */
  public ThresholdTuner progress(SearchProgress listener) {
    this.progress = listener;
    return this;
  }

  /**
   * The space that is searched.
   *
   * @return measures, thresholds and directions
   */
  public ThresholdSpace space() {
    return ThresholdSpace.over(traces, directions);
  }

  /**
   * Runs the search to its end.
   *
   * @return what it found
   * @throws IOException if the directory cannot be read or written
   */
  public FoundThresholds run() throws IOException {
    ThresholdSpace space = space();
    SearchConfiguration configuration =
        new SearchConfiguration(space, objective, generator, seed, candidates);
    SearchResult result =
        SearchResult.of(configuration, new ThresholdTasks(traces), directory, progress);
    return new FoundThresholds(
        space.gates(),
        result,
        result.best().map(best -> point(space, best)),
        result.candidates().stream()
            .filter(candidate -> candidate.outcome().isPresent())
            .map(candidate -> point(space, candidate))
            .toList());
  }

  private static OperatingPoint point(ThresholdSpace space, CandidateRecord candidate) {
    return space.getValue(candidate.geneArray()).at(candidate.outcome().orElseThrow());
  }
}
