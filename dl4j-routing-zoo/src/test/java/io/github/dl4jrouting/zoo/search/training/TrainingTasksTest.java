package io.github.dl4jrouting.zoo.search.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.zoo.search.DataSourceException;
import io.github.dl4jrouting.zoo.search.GatedNetwork;
import io.github.dl4jrouting.zoo.search.SearchLog;
import io.github.dl4jrouting.zoo.search.SearchProgress;
import io.github.dl4jrouting.zoo.search.SequentialRunner;
import io.github.dl4jrouting.zoo.search.objective.WeightedSum;
import io.github.dl4jrouting.zoo.search.space.RoutedBlockSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.arbiter.ComputationGraphSpace;
import org.deeplearning4j.arbiter.layers.DenseLayerSpace;
import org.deeplearning4j.arbiter.layers.OutputLayerSpace;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.scoring.impl.EvaluationScoreFunction;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

class TrainingTasksTest {

  /** A data source as Arbiter has them, which may be told to fail. */
  public static final class Source implements DataSource {
    private static final long serialVersionUID = 1L;

    private boolean fails;

    @Override
    public void configure(Properties properties) {
      fails = Boolean.parseBoolean(properties.getProperty("fails"));
    }

    @Override
    public Object trainData() {
      if (fails) {
        throw new IllegalStateException("no such table");
      }
      return GatedNetwork.samples(60);
    }

    @Override
    public Object testData() {
      return GatedNetwork.samples(60);
    }

    @Override
    public Class<?> getDataType() {
      return DataSetIterator.class;
    }
  }

  @TempDir Path directory;

  /** Widths that keep the shape of the block, and one that does not. */
  private static ComputationGraphSpace space(
      EarlyStoppingConfiguration<ComputationGraph> stopping, Integer... widths) {
    ComputationGraphSpace.Builder graph =
        new ComputationGraphSpace.Builder()
            .seed(5)
            .updater(new Adam(0.01))
            .numEpochs(3)
            .earlyStoppingConfiguration(stopping)
            .addInputs("x")
            .setInputTypes(InputType.feedForward(6));
    new RoutedBlockSpace(
            "block",
            new DenseLayerSpace.Builder().nOut(new DiscreteParameterSpace<>(widths)).build())
        .residual()
        .addTo(graph, "x");
    return graph
        .addLayer(
            "out",
            new OutputLayerSpace.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
            "block")
        .setOutputs("out")
        .build();
  }

  private SequentialRunner runner(
      ComputationGraphSpace space, ScoreFunction score, boolean fails, int candidates) {
    Properties properties = new Properties();
    properties.setProperty("fails", String.valueOf(fails));
    return new SequentialRunner(
        new OptimizationConfiguration.Builder()
            .candidateGenerator(new io.github.dl4jrouting.zoo.search.GridPoints(space, 5, false))
            .dataSource(Source.class, properties)
            .scoreFunction(score)
            .modelSaver(new ModelFiles(directory))
            .terminationConditions(new MaxCandidatesCondition(candidates))
            .build(),
        new TrainingTasks(),
        SearchLog.inMemory(),
        SearchProgress.silent());
  }

  @Test
  void readsTheDataSourceAndSavesWhereTheConfigurationSays() throws IOException {
    SequentialRunner runner = runner(space(null, 6), new WeightedSum(0), false, 10);

    runner.execute();

    assertThat(runner.numCandidatesCompleted()).isEqualTo(1);
    assertThat(runner.bestScore()).isBetween(0.2, 1.0);
    assertThat(directory.resolve("model-0.zip")).exists();
    assertThat(runner.getResults()).hasSize(1);
    assertThat(runner.getResults().get(0).getResultModel()).isInstanceOf(ComputationGraph.class);
  }

  @Test
  void aNetworkThatCannotBeBuiltIsAFailedCandidate() {
    SequentialRunner runner = runner(space(null, 6, 7), new WeightedSum(0), false, 10);

    runner.execute();

    assertThat(runner.numCandidatesCompleted()).isEqualTo(1);
    assertThat(runner.numCandidatesFailed()).isEqualTo(1);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aDataSourceThatThrowsEndsTheSearch() {
    SequentialRunner runner = runner(space(null, 6), new WeightedSum(0), true, 10);

    assertThatThrownBy(runner::execute)
        .isInstanceOf(DataSourceException.class)
        .hasMessageContaining("no such table");
  }

  @Test
  void stopsEarlyWhereTheSpaceSaysSo() {
    EarlyStoppingConfiguration<ComputationGraph> stopping =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .modelSaver(new InMemoryModelSaver<>())
            .scoreCalculator(new DataSetLossCalculator(GatedNetwork.samples(40), true))
            .epochTerminationConditions(new MaxEpochsTerminationCondition(2))
            .build();
    SequentialRunner runner = runner(space(stopping, 6), new WeightedSum(0), false, 10);

    runner.execute();

    assertThat(runner.numCandidatesCompleted()).isEqualTo(1);
  }

  @Test
  void otherScoresAreRefused() {
    SequentialRunner runner =
        runner(space(null, 6), new EvaluationScoreFunction(Evaluation.Metric.ACCURACY), false, 1);

    runner.execute();

    assertThat(runner.getCandidateStatus().get(0).getExceptionStackTrace())
        .contains("OutcomeScore");
  }
}
