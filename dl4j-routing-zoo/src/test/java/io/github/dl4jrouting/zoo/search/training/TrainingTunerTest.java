package io.github.dl4jrouting.zoo.search.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.zoo.search.CandidateRecord;
import io.github.dl4jrouting.zoo.search.DataSourceException;
import io.github.dl4jrouting.zoo.search.GatedNetwork;
import io.github.dl4jrouting.zoo.search.Generator;
import io.github.dl4jrouting.zoo.search.GuardedData;
import io.github.dl4jrouting.zoo.search.SearchProgress;
import io.github.dl4jrouting.zoo.search.objective.GraphOutcome;
import io.github.dl4jrouting.zoo.search.objective.WeightedSum;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class TrainingTunerTest {
  private static final RoutedMlpSpace SPACE = new RoutedMlpSpace(6, 3, 8, 2, 2, 1);
  private static final GuardedData DATA =
      GuardedData.of(() -> GatedNetwork.samples(80), () -> GatedNetwork.samples(40));

  @TempDir Path directory;
  @TempDir Path other;

  private static TrainingTuner tuner(GuardedData data, int candidates, Path directory) {
    return new TrainingTuner(
        SPACE, data, new WeightedSum(0.1), Generator.RANDOM, candidates, 3, directory);
  }

  @Test
  void trainsMeasuresAndSavesEveryCandidate() throws IOException {
    TrainingTuner.Found found = tuner(DATA, 4, directory).run(SearchProgress.silent());

    assertThat(found.search().candidates()).hasSize(4);
    assertThat(found.search().failed()).isZero();
    assertThat(found.hyperparameters())
        .hasSize(4)
        .allSatisfy(
            named ->
                assertThat(named)
                    .containsOnlyKeys(
                        "learningRate",
                        "routerHidden",
                        "trainingMode",
                        "targetRate",
                        "penaltyWeight"));
    assertThat(found.hyperparameters()).doesNotHaveDuplicates();
    CandidateRecord best = found.search().best().orElseThrow();
    ComputationGraph network =
        ModelSerializer.restoreComputationGraph(found.best().orElseThrow().toFile());
    assertThat(GraphOutcome.of(network, DATA.test())).isEqualTo(best.outcome().orElseThrow());
  }

  @Test
  void anInterruptedSearchEndsInTheSameTable() throws IOException {
    List<CandidateRecord> whole =
        tuner(DATA, 4, directory).run(SearchProgress.silent()).search().candidates();
    TrainingTuner interrupted = tuner(DATA, 4, other);
    assertThatThrownBy(
            () ->
                interrupted.run(
                    (candidate, resumed) -> {
                      if (candidate.index() == 1) {
                        throw new IllegalStateException("interrupted");
                      }
                    }))
        .hasMessage("interrupted");
    AtomicInteger resumedCandidates = new AtomicInteger();

    List<CandidateRecord> resumed =
        interrupted
            .run((candidate, known) -> resumedCandidates.addAndGet(known ? 1 : 0))
            .search()
            .candidates();

    assertThat(resumedCandidates).hasValue(2);
    assertThat(resumed).isEqualTo(whole);
  }

  /** Throws in the middle of a pass, and would be read ahead by a thread of DL4J's. */
  private static final class Failing extends ListDataSetIterator<DataSet> {
    private static final long serialVersionUID = 1L;

    private int left = 3;

    Failing() {
      super(GatedNetwork.samples(80).next().asList(), 10);
    }

    @Override
    public DataSet next() {
      if (--left < 0) {
        throw new IllegalStateException("the disk is gone");
      }
      return super.next();
    }

    @Override
    public boolean asyncSupported() {
      return true;
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void dataThatThrowEndTheSearchWithTheirError() {
    for (GuardedData failing :
        List.of(
            GuardedData.of(Failing::new, () -> GatedNetwork.samples(40)),
            GuardedData.of(() -> GatedNetwork.samples(40), Failing::new),
            GuardedData.of(TrainingTunerTest::absent, Failing::new),
            GuardedData.of(() -> "no iterator", Failing::new))) {
      assertThatThrownBy(() -> tuner(failing, 1000, other).run(SearchProgress.silent()))
          .isInstanceOf(DataSourceException.class)
          .hasMessageContaining("finished candidates are kept");
    }
  }

  private static DataSetIterator absent() {
    throw new IllegalStateException("no such file");
  }

  @Test
  void refusesSizesThatAreTooSmall() {
    assertThatThrownBy(() -> new RoutedMlpSpace(6, 1, 8, 2, 2, 1)).hasMessageContaining("6, 1, 8");
  }
}
