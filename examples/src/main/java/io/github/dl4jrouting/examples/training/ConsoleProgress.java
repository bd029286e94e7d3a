package io.github.dl4jrouting.examples.training;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One line an epoch and, on a terminal, a bar that moves with the mini-batches meanwhile. */
public final class ConsoleProgress implements TrainingProgress, AutoCloseable {

  private final PrintWriter out;
  private final boolean bars;
  private ProgressBar bar;

  /**
   * Reports to a console.
   *
   * @param out receives the lines
   * @param bars whether to draw bars (on standard error); false where nobody watches a terminal
   */
  public ConsoleProgress(PrintWriter out, boolean bars) {
    this.out = out;
    this.bars = bars;
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
  public void epochDone(EpochResult result, int epochs) {
    close();
    out.printf(
        Locale.ROOT,
        "  epoch %2d/%d   loss %.4f   test accuracy %5.2f %%   skip ratio %5.1f %%%n",
        result.epoch(),
        epochs,
        result.loss(),
        100 * result.accuracy(),
        100 * result.skipRatio());
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
