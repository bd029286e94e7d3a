package io.github.dl4jrouting.zoo.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.zoo.search.objective.WeightedSum;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.BaseStatusListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SequentialRunnerTest {

  private static SequentialRunner runner(Line tasks, Generator generator, int candidates) {
    return new SequentialRunner(
        Line.search(generator, candidates).start(),
        tasks,
        SearchLog.inMemory(),
        SearchProgress.silent());
  }

  @ParameterizedTest
  @EnumSource(Generator.class)
  void judgesEveryCandidateAndKeepsTheBest(Generator generator) throws IOException {
    Line tasks = new Line();
    SearchResult result =
        SearchResult.of(
            Line.search(generator, 4), tasks, Optional.empty(), SearchProgress.silent());

    assertThat(tasks.computed).isEqualTo(4);
    assertThat(result.candidates()).hasSize(4);
    double largest =
        result.candidates().stream().mapToDouble(c -> c.score().orElseThrow()).max().orElseThrow();
    assertThat(result.best().flatMap(CandidateRecord::score)).contains(largest);
    assertThat(result.failed()).isZero();
  }

  @Test
  void aCandidateThatFailsIsRecordedAndTheSearchGoesOn() throws IOException {
    Line tasks =
        new Line() {
          @Override
          double score(double x, int index) throws Exception {
            if (index == 2) {
              throw new Exception("wrapped", new IllegalStateException("two\nlines"));
            }
            return index == 3 ? Double.NaN : x;
          }
        };
    SearchResult result =
        SearchResult.of(
            Line.search(Generator.RANDOM, 6), tasks, Optional.empty(), SearchProgress.silent());

    assertThat(result.candidates()).hasSize(6);
    assertThat(result.failed()).isEqualTo(2);
    assertThat(result.candidates().get(2).error()).contains("IllegalStateException: two lines");
    assertThat(result.candidates().get(3).error()).contains("Expected a finite score, found NaN");
    assertThat(result.candidates().get(5).score()).isPresent();
  }

  @Test
  void aCandidateThatIsTooLargeForTheMemoryIsRecorded() throws IOException {
    Line tasks =
        new Line() {
          @Override
          double score(double x, int index) {
            if (index == 0) {
              throw new OutOfMemoryError("physical memory");
            }
            return x;
          }
        };
    SearchResult result =
        SearchResult.of(
            Line.search(Generator.RANDOM, 2), tasks, Optional.empty(), SearchProgress.silent());

    assertThat(result.candidates().get(0).error()).contains("OutOfMemoryError: physical memory");
    assertThat(result.candidates().get(1).score()).isPresent();
  }

  @Test
  void dataThatFailEndTheSearch() {
    Line tasks =
        new Line() {
          @Override
          double score(double x, int index) {
            if (index == 3) {
              throw new DataSourceException("reading", new IllegalStateException("disk gone"));
            }
            return x;
          }
        };
    SequentialRunner runner = runner(tasks, Generator.RANDOM, 100);

    assertThatThrownBy(runner::execute)
        .isInstanceOf(DataSourceException.class)
        .hasMessageContaining("disk gone");
    assertThat(runner.numCandidatesTotal()).isEqualTo(3);
    assertThat(tasks.computed).isEqualTo(4);
  }

  @Test
  @Timeout(60)
  void endsWhenTheGeneratorHasNoMoreCandidates() {
    SequentialRunner runner = runner(new Line(), Generator.GRID, 1000);

    runner.execute();

    assertThat(runner.numCandidatesCompleted()).isEqualTo(5);
    assertThat(runner.numCandidatesQueued()).isZero();
  }

  @Test
  @Timeout(60)
  void countsCandidatesThatCouldNotBeMade() {
    RandomSearchGenerator broken =
        new RandomSearchGenerator(new ContinuousParameterSpace(0, 1)) {
          @Override
          public Candidate<?> getCandidate() {
            int index = getCandidateCounter().getAndIncrement();
            return new Candidate<>((Object) "", index, null, null, new Exception("cannot make it"));
          }
        };
    SequentialRunner runner =
        new SequentialRunner(
            new OptimizationConfiguration.Builder()
                .candidateGenerator(broken)
                .scoreFunction(new WeightedSum(0))
                .terminationConditions(new MaxCandidatesCondition(3))
                .build(),
            new Line(),
            SearchLog.inMemory(),
            SearchProgress.silent());

    runner.execute();

    assertThat(runner.numCandidatesFailed()).isEqualTo(3);
    assertThat(runner.bestScore()).isNull();
    assertThat(runner.bestScoreCandidateIndex()).isEqualTo(-1);
  }

  @Test
  void tellsListenersAndCanBeStopped() {
    SequentialRunner runner = runner(new Line(), Generator.RANDOM, 100);
    List<Integer> heard = new ArrayList<>();
    List<String> events = new ArrayList<>();
    runner.addListeners(
        new BaseStatusListener() {
          @Override
          public void onInitialization(IOptimizationRunner started) {
            events.add("start");
          }

          @Override
          public void onShutdown(IOptimizationRunner ended) {
            events.add("end");
          }

          @Override
          public void onCandidateStatusChange(
              CandidateInfo info, IOptimizationRunner source, OptimizationResult result) {
            heard.add(info.getIndex());
            assertThat(info.getCandidateStatus()).isEqualTo(CandidateStatus.Complete);
            if (heard.size() == 7) {
              source.shutdown(true);
            }
          }
        });

    runner.execute();

    assertThat(heard).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(events).containsExactly("start", "end");
    assertThat(runner.getCandidateStatus()).hasSize(7);
  }

  @ParameterizedTest
  @EnumSource(Generator.class)
  void finishedCandidatesAreNotComputedAgain(Generator generator) {
    SearchConfiguration search = Line.search(generator, 5);
    SearchLog log = SearchLog.inMemory();
    new SequentialRunner(search.start(), new Line(), log, SearchProgress.silent()).execute();
    List<CandidateRecord> first = log.records();
    Line again = new Line();
    List<Boolean> resumed = new ArrayList<>();

    new SequentialRunner(search.start(), again, log, (c, known) -> resumed.add(known)).execute();

    assertThat(again.computed).isZero();
    assertThat(resumed).containsOnly(true).hasSize(5);
    assertThat(log.records()).isEqualTo(first);
  }

  @Test
  void aGeneticSearchGoesOnAsIfItHadNotBeenInterrupted() {
    SearchLog whole = SearchLog.inMemory();
    new SequentialRunner(
            Line.search(Generator.GENETIC, 120).start(), new Line(), whole, SearchProgress.silent())
        .execute();
    SearchLog parts = SearchLog.inMemory();
    for (int candidates : new int[] {10, 55, 120}) {
      new SequentialRunner(
              Line.search(Generator.GENETIC, candidates).start(),
              new Line(),
              parts,
              SearchProgress.silent())
          .execute();
    }

    assertThat(parts.records()).isEqualTo(whole.records());
    double early = meanScore(whole.records().subList(0, 20));
    double late = meanScore(whole.records().subList(100, 120));
    assertThat(late).as("it learns from what is reported").isGreaterThan(early);
  }

  private static double meanScore(List<CandidateRecord> records) {
    return records.stream().mapToDouble(c -> c.score().orElseThrow()).average().orElseThrow();
  }

  @Test
  void refusesTheLogOfAnotherSearch() {
    SearchLog log = SearchLog.inMemory();
    log.add(CandidateRecord.completed(0, List.of(0.25), 0.25, Optional.empty()));

    assertThatThrownBy(
            () ->
                new SequentialRunner(
                        Line.search(Generator.RANDOM, 2).start(),
                        new Line(),
                        log,
                        SearchProgress.silent())
                    .execute())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0.25]");
  }

  @Test
  void needsSomethingThatEndsIt() {
    OptimizationConfiguration endless =
        new OptimizationConfiguration.Builder()
            .candidateGenerator(new RandomSearchGenerator(new ContinuousParameterSpace(0, 1)))
            .scoreFunction(new WeightedSum(0))
            .build();

    assertThatThrownBy(
            () ->
                new SequentialRunner(
                    endless, new Line(), SearchLog.inMemory(), SearchProgress.silent()))
        .hasMessageContaining("termination condition");
  }
}
