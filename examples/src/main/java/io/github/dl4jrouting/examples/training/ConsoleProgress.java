package io.github.dl4jrouting.examples.training;

import java.io.PrintWriter;
import java.util.Locale;

/** One line an epoch and, on a terminal, a bar that moves with the mini-batches meanwhile. */
public final class ConsoleProgress implements TrainingProgress, AutoCloseable {

  private final PrintWriter out;
  private final EpochBar bar;

  /**
   * Reports to a console.
   *
   * @param out receives the lines
   * @param bars whether to draw bars (on standard error); false where nobody watches a terminal
   */
  public ConsoleProgress(PrintWriter out, boolean bars) {
    this.out = out;
    this.bar = new EpochBar(bars);
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
    bar.close();
  }
}
