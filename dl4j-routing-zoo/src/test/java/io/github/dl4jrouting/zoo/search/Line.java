package io.github.dl4jrouting.zoo.search;

import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.zoo.search.objective.WeightedSum;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;

/** The simplest search there is: numbers between 0 and 1, each of which is its own score. */
@SuppressWarnings("rawtypes")
class Line implements TaskCreator {
  int computed;

  static SearchConfiguration search(Generator generator, int candidates) {
    return new SearchConfiguration(
        new ContinuousParameterSpace(0, 1), new WeightedSum(0), generator, 5, candidates);
  }

  /** The score of a number; tests override it with what shall go wrong. */
  double score(double x, int index) throws Exception {
    return x;
  }

  @Override
  public Callable<OptimizationResult> create(
      Candidate candidate,
      Class<? extends DataSource> dataSource,
      Properties properties,
      ScoreFunction score,
      List<StatusListener> listeners,
      IOptimizationRunner runner) {
    return () -> {
      computed++;
      double x = (Double) candidate.getValue();
      double y = score(x, candidate.getIndex());
      Outcome outcome = new Outcome(y, 1 - x, x, 100 * x);
      return new OptimizationResult(candidate, y, candidate.getIndex(), outcome, null, null);
    };
  }

  @Override
  @Deprecated
  public Callable<OptimizationResult> create(
      Candidate candidate,
      DataProvider dataProvider,
      ScoreFunction score,
      List<StatusListener> listeners,
      IOptimizationRunner runner) {
    throw new UnsupportedOperationException();
  }
}
