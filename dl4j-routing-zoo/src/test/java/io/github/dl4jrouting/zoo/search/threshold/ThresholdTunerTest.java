package io.github.dl4jrouting.zoo.search.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.zoo.search.GatedNetwork;
import io.github.dl4jrouting.zoo.search.Generator;
import io.github.dl4jrouting.zoo.search.SearchLog;
import io.github.dl4jrouting.zoo.search.objective.AccuracyAtCompute;
import io.github.dl4jrouting.zoo.search.objective.WeightedSum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ThresholdTunerTest {
  private static final double BUDGET = 0.6;
  private static Map<ActivityMeasure, GateTraces> traces;

  @TempDir Path directory;

  @BeforeAll
  static void record() {
    traces = GatedNetwork.traces();
  }

  static ThresholdTuner tuner() {
    return new ThresholdTuner(GatedNetwork.traces(), new AccuracyAtCompute(BUDGET)).seed(4);
  }

  @ParameterizedTest
  @EnumSource(Generator.class)
  void findsThresholdsWithinTheBudget(Generator generator) throws IOException {
    FoundThresholds found = tuner().generator(generator).candidates(300).run();

    assertThat(found.search().candidates()).hasSize(300);
    OperatingPoint best = found.best().orElseThrow();
    assertThat(best.outcome().computeRatio()).isLessThanOrEqualTo(BUDGET);
    assertThat(best.outcome().accuracy())
        .as("no other candidate within the budget is better")
        .isEqualTo(
            found.points().stream()
                .filter(point -> point.outcome().computeRatio() <= BUDGET)
                .mapToDouble(point -> point.outcome().accuracy())
                .max()
                .orElseThrow());
    assertThat(found.front()).isEqualTo(OperatingPoint.paretoFront(found.points())).isNotEmpty();
    double[] thresholds = best.thresholds().stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(
            traces
                .get(ActivityMeasure.valueOf(best.criterion()))
                .evaluate(thresholds, best.directions()))
        .isEqualTo(best.outcome());
  }

  @Test
  void anotherSeedFindsOtherCandidates() throws IOException {
    FoundThresholds one = tuner().candidates(5).run();

    assertThat(tuner().candidates(5).run().points()).isEqualTo(one.points());
    assertThat(tuner().candidates(5).seed(5).run().points()).isNotEqualTo(one.points());
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void aSearchThatIsKilledGoesOnAsIfItHadNotBeen() throws Exception {
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessSearch.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path file = directory.resolve(SearchLog.CANDIDATES);
    while (!Files.exists(file) || Files.size(file) < 10_000) {
      assertThat(killed.isAlive()).as("still searching").isTrue();
      Thread.sleep(5);
    }
    killed.destroyForcibly().waitFor();
    int candidates = 2 * Files.readAllLines(file).size();

    FoundThresholds resumed = tuner().candidates(candidates).directory(directory).run();
    FoundThresholds whole = tuner().candidates(candidates).run();

    assertThat(resumed.search().resumed()).isBetween(candidates / 2 - 1, candidates / 2);
    assertThat(resumed.search().candidates()).isEqualTo(whole.search().candidates());
    assertThat(resumed.best()).isEqualTo(whole.best());
  }

  /** Searches until it is killed. */
  static final class EndlessSearch {
    public static void main(String[] args) throws IOException {
      tuner().candidates(Integer.MAX_VALUE).directory(Path.of(args[0])).run();
    }
  }

  @Test
  void aDirectoryOfAnotherObjectiveIsRefused() throws IOException {
    tuner().candidates(3).directory(directory).run();

    assertThatThrownBy(
            () ->
                new ThresholdTuner(traces, new WeightedSum(0.1))
                    .seed(4)
                    .candidates(3)
                    .directory(directory)
                    .run())
        .hasMessageContaining("Name another directory");
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void spaceAndTasksWorkWithArbitersOwnRunner() {
    ThresholdSpace space = ThresholdSpace.over(traces);
    OptimizationConfiguration configuration =
        new OptimizationConfiguration.Builder()
            .candidateGenerator(new RandomSearchGenerator(space))
            .scoreFunction(new WeightedSum(0.1))
            .terminationConditions(new MaxCandidatesCondition(20))
            .rngSeed(4)
            .build();
    LocalOptimizationRunner runner =
        new LocalOptimizationRunner(configuration, new ThresholdTasks(traces));

    runner.execute();

    assertThat(runner.numCandidatesCompleted()).isEqualTo(20);
    assertThat(runner.numCandidatesFailed()).isZero();
    assertThat(runner.bestScore()).isGreaterThan(0.5);
  }

  @Test
  void arbitersOwnConfigurationComesBackFromJson() {
    OptimizationConfiguration configuration =
        new OptimizationConfiguration.Builder()
            .candidateGenerator(new RandomSearchGenerator(ThresholdSpace.over(traces)))
            .scoreFunction(new AccuracyAtCompute(BUDGET))
            .terminationConditions(new MaxCandidatesCondition(20))
            .rngSeed(4)
            .build();

    OptimizationConfiguration back = OptimizationConfiguration.fromJson(configuration.toJson());
    back.getCandidateGenerator().setRngSeed(4);

    assertThat(back.toJson()).isEqualTo(configuration.toJson());
    assertThat(back.getCandidateGenerator().getCandidate().getValue())
        .isEqualTo(configuration.getCandidateGenerator().getCandidate().getValue());
  }

  @Test
  void aMeasureWithoutTracesIsAFailedCandidate() throws Exception {
    ThresholdTasks meanOnly =
        new ThresholdTasks(Map.of(ActivityMeasure.MEAN_ABS, traces.get(ActivityMeasure.MEAN_ABS)));
    var candidate =
        new org.deeplearning4j.arbiter.optimize.api.Candidate<>(
            new GateSettings(
                ActivityMeasure.RMS,
                List.of(0.0, 0.0, 0.0),
                traces.get(ActivityMeasure.MEAN_ABS).directions()),
            0,
            new double[0]);

    assertThatThrownBy(
            () ->
                meanOnly.create(candidate, null, null, new WeightedSum(0), List.of(), null).call())
        .hasMessageContaining("RMS");
  }
}
