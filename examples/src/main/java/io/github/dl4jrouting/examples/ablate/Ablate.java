package io.github.dl4jrouting.examples.ablate;

import io.github.dl4jrouting.examples.calibrate.CalibrateResult;
import io.github.dl4jrouting.examples.calibrate.CalibrationSplit;
import io.github.dl4jrouting.examples.calibrate.ModelCache;
import io.github.dl4jrouting.examples.calibrate.PreparedModel;
import io.github.dl4jrouting.examples.calibrate.Recipe;
import io.github.dl4jrouting.examples.calibrate.Training;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.training.TrainingProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every cell of a grid of choices, each computed once: what an earlier run into the same directory
 * has finished is taken over.
 *
 * @param data samples
 * @param calibrationSamples how many training samples are held out to set thresholds
 * @param settings what is varied
 * @param commandLine what was typed
 */
public record Ablate(
    Dataset data, int calibrationSamples, AblateSettings settings, String commandLine) {

  private static final double NANOS_A_SECOND = 1e9;

  /** Hears of each cell that was computed, right after it is safe on disk. */
  @FunctionalInterface
  interface AfterCell {
    void done(int computed);
  }

  /**
   * Runs it.
   *
   * @param directory receives the files
   * @param cache where the dense network is kept
   * @param out receives a line a cell
   * @param progress hears how the dense network's training goes
   * @return what was found
   * @throws IOException if a file cannot be read or written
   */
  public AblateResult run(
      Path directory, ModelCache cache, PrintWriter out, TrainingProgress progress)
      throws IOException {
    return run(directory, cache, out, progress, computed -> {});
  }

  AblateResult run(
      Path directory,
      ModelCache cache,
      PrintWriter out,
      TrainingProgress progress,
      AfterCell afterCell)
      throws IOException {
    CalibrationSplit split = CalibrationSplit.of(data, calibrationSamples, settings.seed());
    Recipe recipe =
        Recipe.of(
            Training.STOCHASTIC_DEPTH,
            settings.width(),
            settings.layers(),
            settings.epochs(),
            settings.seed());
    PreparedModel prepared = PreparedModel.ofRecipe(recipe, split, cache, out, progress);
    CellRun run = new CellRun(prepared, settings);
    List<Cell> cells = Cell.of(settings);
    List<CellResult> results = new ArrayList<>();
    int computed = 0;
    try (CellLog log = new CellLog(directory, context(cache, recipe, split))) {
      for (Cell cell : cells) {
        Optional<CellResult> earlier = log.find(cell);
        if (earlier.isPresent()) {
          results.add(earlier.get());
          continue;
        }
        long start = System.nanoTime();
        CellResult result = computed(run, cell);
        log.add(result);
        results.add(result);
        afterCell.done(++computed);
        say(
            out,
            results.size(),
            cells.size(),
            result,
            (System.nanoTime() - start) / NANOS_A_SECOND);
      }
    }
    AblateResult result =
        new AblateResult(
            "ablate",
            commandLine,
            settings,
            new CalibrateResult.Data(
                data.name(),
                split.training().train().size(),
                split.calibration().size(),
                data.test().size(),
                data.classes(),
                data.classNames()),
            computed,
            results,
            Environment.current());
    new AblateFiles(result).write(directory);
    return result;
  }

  /** A choice that cannot be trained is a finding, not the end of the others. */
  private static CellResult computed(CellRun run, Cell cell) {
    try {
      return run.of(cell);
    } catch (IllegalStateException | IllegalArgumentException e) {
      return CellResult.failed(cell, e.getMessage());
    }
  }

  /** Everything that a result depends on beside its cell. */
  private String context(ModelCache cache, Recipe recipe, CalibrationSplit split) {
    return String.join(
        " ",
        cache.file(recipe, split.training()).getFileName().toString(),
        cache
            .file(recipe, new Dataset(data.name(), data.test(), data.test(), data.classes()))
            .getFileName()
            .toString(),
        "calibration",
        String.valueOf(calibrationSamples),
        "target",
        String.valueOf(settings.throughTarget()),
        "threads",
        String.valueOf(settings.threads()));
  }

  private static void say(
      PrintWriter out, int number, int cells, CellResult result, double seconds) {
    out.printf(
        Locale.ROOT,
        "[%d/%d] %s: %s (%.1f s)%n",
        number,
        cells,
        result.cell(),
        result.error() != null
            ? "failed: " + result.error()
            : String.format(
                Locale.ROOT,
                "accuracy %.2f %%, skip ratio %.1f %%, compute ratio %.1f %%",
                100 * result.accuracy(),
                100 * result.skipRatio(),
                100 * result.computeRatio()),
        seconds);
    out.flush();
  }
}
