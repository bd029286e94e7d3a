package io.github.dl4jrouting.examples.ablate;

import io.github.dl4jrouting.examples.calibrate.CalibrateResult;
import io.github.dl4jrouting.examples.report.Environment;
import java.util.List;

/**
 * What an ablation found; {@code result.json} is this, component by component.
 *
 * @param command {@code ablate}
 * @param commandLine what to type for it
 * @param settings what was varied
 * @param data the samples
 * @param computed how many cells this run computed; the others came from an earlier one
 * @param cells all of them, in the order of the settings
 * @param environment what it ran on
 */
public record AblateResult(
    String command,
    String commandLine,
    AblateSettings settings,
    CalibrateResult.Data data,
    int computed,
    List<CellResult> cells,
    Environment environment) {
  /** Copies the list. */
  public AblateResult {
    cells = List.copyOf(cells);
  }
}
