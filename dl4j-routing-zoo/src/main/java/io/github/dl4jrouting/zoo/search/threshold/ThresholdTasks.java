package io.github.dl4jrouting.zoo.search.threshold;

import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.zoo.search.CompletedCandidate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;

/**
 * Judges {@link GateSettings} on recorded traces: a look-up for each sample and gate. The score
 * function gets the {@link Outcome} as its model; data sources play no part.
 */
@SuppressWarnings("rawtypes") // Arbiter's signatures
public final class ThresholdTasks implements TaskCreator {
  private final Map<ActivityMeasure, GateTraces> traces;

  /**
   * A task creator.
   *
   * @param traces by measure, at least those that candidates may name
   */
  public ThresholdTasks(Map<ActivityMeasure, GateTraces> traces) {
    this.traces = new EnumMap<>(traces);
  }

  @Override
  public Callable<OptimizationResult> create(
      Candidate candidate,
      Class<? extends DataSource> dataSource,
      Properties dataSourceProperties,
      ScoreFunction scoreFunction,
      List<StatusListener> statusListeners,
      IOptimizationRunner runner) {
    return () -> {
      long start = System.currentTimeMillis();
      Outcome outcome = outcome((GateSettings) candidate.getValue());
      double score = scoreFunction.score(outcome, dataSource, dataSourceProperties);
      return CompletedCandidate.of(candidate, outcome, score, start);
    };
  }

  @Override
  @Deprecated
  public Callable<OptimizationResult> create(
      Candidate candidate,
      DataProvider dataProvider,
      ScoreFunction scoreFunction,
      List<StatusListener> statusListeners,
      IOptimizationRunner runner) {
    return create(candidate, null, null, scoreFunction, statusListeners, runner);
  }

  private Outcome outcome(GateSettings settings) {
    GateTraces recorded = traces.get(settings.measure());
    if (recorded == null) {
      throw new IllegalArgumentException(
          "Expected a measure with traces, one of "
              + traces.keySet()
              + ", found "
              + settings.measure());
    }
    return recorded.evaluate(settings.thresholdArray(), settings.directions());
  }
}
