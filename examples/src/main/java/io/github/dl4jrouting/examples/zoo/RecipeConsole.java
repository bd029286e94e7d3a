package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.zoo.recipe.EpochMetrics;
import io.github.dl4jrouting.zoo.recipe.RecipeProgress;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One line an epoch and, on a terminal, a bar that moves with the mini-batches meanwhile. */
public final class RecipeConsole implements RecipeProgress, AutoCloseable {

  private final PrintWriter out;
  private final boolean bars;
  private ProgressBar bar;

  /**
   * Reports to a console.
   *
   * @param out receives the lines
   * @param bars whether to draw bars (on standard error)
   */
  public RecipeConsole(PrintWriter out, boolean bars) {
    this.out = out;
    this.bars = bars;
  }

  @Override
  public void resumed(EpochMetrics metrics) {
    out.println("  going on after epoch " + metrics.epoch());
    out.flush();
  }

  @Override
  public void epochStarted(int epoch, int epochs, int batches) {
    close();
    if (bars) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("  epoch " + epoch + "/" + epochs)
              .setInitialMax(batches)
              .setUpdateIntervalMillis(200)
              .setStyle(ProgressBarStyle.ASCII)
              .clearDisplayOnFinish()
              .build();
    }
  }

  @Override
  public void batchDone() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void epochDone(EpochMetrics metrics, int epochs) {
    close();
    out.printf(
        Locale.ROOT,
        "  epoch %2d/%d   loss %.4f   test accuracy %5.2f %% open, %5.2f %% routed   %,.0f MACs%n",
        metrics.epoch(),
        epochs,
        metrics.loss(),
        100 * metrics.denseAccuracy(),
        100 * metrics.routedAccuracy(),
        metrics.macs());
    out.flush();
  }

  /** Ends a bar that is still there, so that the next line starts clean. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
