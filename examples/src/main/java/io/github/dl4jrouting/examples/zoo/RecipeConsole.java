package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.training.EpochBar;
import io.github.dl4jrouting.zoo.recipe.EpochMetrics;
import io.github.dl4jrouting.zoo.recipe.RecipeProgress;
import java.io.PrintWriter;
import java.util.Locale;

/** One line an epoch and, on a terminal, a bar that moves with the mini-batches meanwhile. */
public final class RecipeConsole implements RecipeProgress, AutoCloseable {

  private final PrintWriter out;
  private final EpochBar bar;

  /**
   * Reports to a console.
   *
   * @param out receives the lines
   * @param bars whether to draw bars (on standard error)
   */
  public RecipeConsole(PrintWriter out, boolean bars) {
    this.out = out;
    this.bar = new EpochBar(bars);
  }

  @Override
  public void resumed(EpochMetrics metrics) {
    out.println("  going on after epoch " + metrics.epoch());
    out.flush();
  }

  @Override
  public void epochStarted(int epoch, int epochs, int batches) {
    bar.start(epoch, epochs, batches);
  }

  @Override
  public void batchDone() {
    bar.step();
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
    bar.close();
  }
}
