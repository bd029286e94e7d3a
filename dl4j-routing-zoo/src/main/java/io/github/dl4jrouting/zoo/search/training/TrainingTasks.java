package io.github.dl4jrouting.zoo.search.training;

import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.zoo.search.CompletedCandidate;
import io.github.dl4jrouting.zoo.search.GuardedData;
import io.github.dl4jrouting.zoo.search.objective.GraphOutcome;
import io.github.dl4jrouting.zoo.search.objective.OutcomeScore;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.deeplearning4j.arbiter.GraphConfiguration;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultSaver;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains the networks of a {@code ComputationGraphSpace} and measures accuracy and compute on the
 * test data. A candidate depends on its configuration and its number alone, so that one that is
 * computed after a resumption is what it would have been. Throws {@link
 * io.github.dl4jrouting.zoo.search.DataSourceException} where the data fail; Arbiter's own task
 * creator makes a failed candidate of that, or waits forever.
 */
@SuppressWarnings("rawtypes") // Arbiter's signatures
public final class TrainingTasks implements TaskCreator {
  private final Optional<GuardedData> data;
  private final Optional<ResultSaver> saver;

  /** Reads the data source of the configuration, and saves where it says. */
  public TrainingTasks() {
    this.data = Optional.empty();
    this.saver = Optional.empty();
  }

  /**
   * Reads other data than the configuration's, and saves elsewhere.
   *
   * @param data to train and to measure on
   * @param saver gets every network
   */
  public TrainingTasks(GuardedData data, ResultSaver saver) {
    this.data = Optional.of(data);
    this.saver = Optional.of(saver);
  }

  @Override
  public Callable<OptimizationResult> create(
      Candidate candidate,
      Class<? extends DataSource> dataSource,
      Properties dataSourceProperties,
      ScoreFunction scoreFunction,
      List<StatusListener> statusListeners,
      IOptimizationRunner runner) {
    return () ->
        train(
            candidate,
            data.orElseGet(() -> GuardedData.of(dataSource, dataSourceProperties)),
            scoreFunction,
            saver(runner));
  }

  @Override
  @Deprecated
  public Callable<OptimizationResult> create(
      Candidate candidate,
      DataProvider dataProvider,
      ScoreFunction scoreFunction,
      List<StatusListener> statusListeners,
      IOptimizationRunner runner) {
    GuardedData provided =
        GuardedData.of(
            () -> dataProvider.trainData(candidate.getDataParameters()),
            () -> dataProvider.testData(candidate.getDataParameters()));
    return () -> train(candidate, data.orElse(provided), scoreFunction, saver(runner));
  }

  private Optional<ResultSaver> saver(IOptimizationRunner runner) {
    return saver.or(() -> Optional.ofNullable(runner.getConfiguration().getResultSaver()));
  }

  private static OptimizationResult train(
      Candidate candidate, GuardedData data, ScoreFunction score, Optional<ResultSaver> saver)
      throws Exception {
    long start = System.currentTimeMillis();
    if (!(score instanceof OutcomeScore objective)) {
      throw new IllegalArgumentException(
          "Expected a score of accuracy and compute, an OutcomeScore, found "
              + score.getClass().getName());
    }
    Nd4j.getRandom().setSeed(candidate.getIndex());
    ComputationGraph graph = fit((GraphConfiguration) candidate.getValue(), data);
    MultiDataSetIterator test = data.test();
    Outcome outcome = GraphOutcome.of(graph, test);
    double value = objective.score(outcome);
    OptimizationResult result = CompletedCandidate.of(candidate, outcome, value, start);
    if (saver.isPresent()) {
      ResultReference saved = saver.get().saveModel(result, graph);
      result.setResultReference(saved);
    }
    return result;
  }

  private static ComputationGraph fit(GraphConfiguration candidate, GuardedData data) {
    ComputationGraph graph = new ComputationGraph(candidate.getConfiguration());
    graph.init();
    MultiDataSetIterator train = data.train();
    if (candidate.getEarlyStoppingConfiguration() != null) {
      graph =
          new EarlyStoppingGraphTrainer(
                  candidate.getEarlyStoppingConfiguration(), graph, train, null)
              .fit()
              .getBestModel();
      GuardedData.check(train);
      return Optional.ofNullable(graph)
          .orElseThrow(() -> new IllegalStateException("Early stopping kept no model"));
    }
    for (int epoch = 0; epoch < candidate.getNumEpochs(); epoch++) {
      graph.fit(train);
    }
    return graph;
  }
}
