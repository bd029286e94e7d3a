package io.github.dl4jrouting.examples.ablate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.examples.ablate.Ablate.AfterCell;
import io.github.dl4jrouting.examples.calibrate.ModelCache;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.KnownDataset;
import io.github.dl4jrouting.examples.training.MathThreads;
import io.github.dl4jrouting.examples.training.TrainingProgress;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.router.TrainingMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ablation that is cut off ends with the table of one that was not. */
class AblateResumeTest {
  private static final int CELLS = 1 + 2 * 2 + 2;
  private static final String TABLE = "ablation.csv";

  @TempDir private static Path shared;
  private static Dataset data;
  private static String whole;

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static AblateSettings settings(long seed) {
    return new AblateSettings(
        List.of(ActivityMeasure.MEAN_ABS, ActivityMeasure.MAX_ABS),
        List.of(Direction.SKIP_LOW),
        List.of(0.3),
        List.of(0.5),
        List.of(RouterKind.LINEAR),
        List.of(TrainingMode.GUMBEL),
        List.of(PenaltyKind.of("none"), PenaltyKind.of("target-rate:1")),
        0.4,
        8,
        2,
        1,
        seed,
        1);
  }

  private static AblateResult run(Path directory, long seed, AfterCell afterCell)
      throws IOException {
    return new Ablate(data, 100, settings(seed), "typed")
        .run(
            directory,
            new ModelCache(shared.resolve("cache")),
            new PrintWriter(Writer.nullWriter()),
            TrainingProgress.silent(),
            afterCell);
  }

  @BeforeAll
  static void runItWhole() throws IOException {
    MathThreads.use(1);
    data = KnownDataset.DIGITS_EMBEDDED.load(Optional.empty()).limitedTo(500, 100);
    Path directory = Files.createDirectory(shared.resolve("whole"));
    AblateResult result = run(directory, 1, computed -> {});
    assertThat(result.computed()).isEqualTo(CELLS);
    whole = Files.readString(directory.resolve(TABLE));
    assertThat(whole.lines()).hasSize(1 + CELLS);
  }

  @Test
  void aKilledRunIsTakenUpWhereItStopped(@TempDir Path directory) throws IOException {
    assertThatThrownBy(() -> run(directory, 1, AblateResumeTest::killAfterThree))
        .isInstanceOf(Killed.class);
    assertThat(Files.exists(directory.resolve(TABLE))).isFalse();

    AblateResult resumed = run(directory, 1, computed -> {});

    assertThat(resumed.computed()).isEqualTo(CELLS - 3);
    assertThat(directory.resolve(TABLE)).hasContent(whole);
  }

  private static void killAfterThree(int computed) {
    if (computed == 3) {
      throw new Killed();
    }
  }

  @Test
  void aLineThatWasCutIsComputedAgain(@TempDir Path directory) throws IOException {
    run(directory, 1, computed -> {});
    Path log = directory.resolve(CellLog.FILE);
    String lines = Files.readString(log);
    Files.writeString(log, lines.substring(0, lines.length() - 20));
    Files.delete(directory.resolve(TABLE));

    assertThat(run(directory, 1, computed -> {}).computed()).isEqualTo(1);
    assertThat(directory.resolve(TABLE)).hasContent(whole);
    assertThat(log).hasContent(lines);
  }

  @Test
  void finishedCellsAreNeverComputedAgain(@TempDir Path directory) throws IOException {
    run(directory, 1, computed -> {});
    assertThat(run(directory, 1, computed -> {}).computed()).isZero();
    assertThat(directory.resolve(TABLE)).hasContent(whole);
  }

  @Test
  void cellsOfAnotherSeedAreOthers(@TempDir Path directory) throws IOException {
    run(directory, 1, computed -> {});
    assertThat(run(directory, 2, computed -> {}).computed()).isEqualTo(CELLS);
    assertThat(run(directory, 1, computed -> {}).computed()).isZero();
    assertThat(directory.resolve(TABLE)).hasContent(whole);
  }

  @Test
  void aLineThatIsNoCellIsNamed(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve(CellLog.FILE), "{\"mine\":1}\n", StandardOpenOption.CREATE);
    assertThatThrownBy(() -> run(directory, 1, computed -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(CellLog.FILE)
        .hasMessageContaining("line 1")
        .hasMessageContaining("delete that line");
  }

  @Test
  void aCellThatFailedIsFoundAgainInItsOwnContextOnly(@TempDir Path directory) throws IOException {
    CellResult failed = CellResult.failed(Cell.dense(), "diverged");
    try (CellLog log = new CellLog(directory, "context")) {
      log.add(failed);
    }
    try (CellLog log = new CellLog(directory, "context")) {
      assertThat(log.find(Cell.dense())).contains(failed);
    }
    try (CellLog log = new CellLog(directory, "another")) {
      assertThat(log.find(Cell.dense())).isEmpty();
    }
  }

  @Test
  void whatRunsMeanwhileIsToldApart(@TempDir Path directory) throws IOException {
    try (CellLog first = new CellLog(directory, "context")) {
      assertThat(first.find(Cell.dense())).isEmpty();
      assertThatThrownBy(() -> new CellLog(directory, "context"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another directory");
    }
  }

  @Test
  void penaltiesAreReadWithTheirWeights() {
    assertThat(PenaltyKind.of("router-z:0.5")).isEqualTo(new PenaltyKind("router-z", 0.5));
    assertThat(PenaltyKind.of("target-rate:2").loss(0.3)).isPresent();
    assertThat(PenaltyKind.of("none").loss(0.3)).isEmpty();
    for (String bad : List.of("entropy", "entropy:0", "entropy:NaN", "entropy:x", "greed:1", "")) {
      assertThatThrownBy(() -> PenaltyKind.of(bad))
          .as(bad)
          .hasMessageContaining("found '" + bad + "'");
    }
  }

  @Test
  void progressIsALineACell(@TempDir Path directory) throws IOException {
    StringWriter out = new StringWriter();
    new Ablate(data, 100, settings(1), "typed")
        .run(
            directory,
            new ModelCache(shared.resolve("cache")),
            new PrintWriter(out),
            TrainingProgress.silent());
    assertThat(out.toString())
        .contains(
            "[1/" + CELLS + "] dense: accuracy", "[" + CELLS + "/" + CELLS + "] linear router");
  }
}
