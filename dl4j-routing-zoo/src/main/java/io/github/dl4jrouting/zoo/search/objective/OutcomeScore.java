package io.github.dl4jrouting.zoo.search.objective;

import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.zoo.search.GuardedData;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * A score of accuracy and compute. As an Arbiter score function it takes an {@link Outcome} as it
 * is, and measures a {@link ComputationGraph} on the test data of the data source.
 */
public abstract class OutcomeScore implements ScoreFunction {
  private static final long serialVersionUID = 1L;

  /** For subclasses. */
  protected OutcomeScore() {}

  /**
   * The score.
   *
   * @param outcome accuracy and compute
   * @return a finite number; {@link #minimize} says which are better
   */
  public abstract double score(Outcome outcome);

  /**
   * Whether an outcome keeps to the limit that the objective sets.
   *
   * @param outcome accuracy and compute
   * @return true also where there is no limit
   */
  public boolean isMet(Outcome outcome) {
    return true;
  }

  @Override
  public double score(
      Object model, Class<? extends DataSource> dataSource, Properties dataSourceProperties) {
    if (model instanceof Outcome outcome) {
      return score(outcome);
    }
    return score(measured(model, GuardedData.of(dataSource, dataSourceProperties).test()));
  }

  @Override
  @SuppressWarnings("deprecation") // Arbiter's signature
  public double score(Object model, DataProvider provider, Map<String, Object> dataParameters) {
    if (model instanceof Outcome outcome) {
      return score(outcome);
    }
    return score(
        measured(
            model,
            GuardedData.of(
                    () -> provider.trainData(dataParameters),
                    () -> provider.testData(dataParameters))
                .test()));
  }

  private static Outcome measured(Object model, MultiDataSetIterator test) {
    if (model instanceof ComputationGraph graph) {
      return GraphOutcome.of(graph, test);
    }
    throw new IllegalArgumentException(
        "Expected an Outcome or a ComputationGraph to score, found " + model.getClass().getName());
  }

  @Override
  public List<Class<?>> getSupportedModelTypes() {
    return List.of(Outcome.class, ComputationGraph.class);
  }

  @Override
  public List<Class<?>> getSupportedDataTypes() {
    return List.of(DataSetIterator.class, MultiDataSetIterator.class);
  }
}
