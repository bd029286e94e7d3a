package io.github.dl4jrouting.examples.training;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that moves with the mini-batches of an epoch, on standard error, if there is to be one. */
public final class EpochBar implements AutoCloseable {

  private final boolean shown;
  private ProgressBar bar;

  /**
   * No bar yet.
   *
   * @param shown false where nobody watches a terminal
   */
  public EpochBar(boolean shown) {
    this.shown = shown;
  }

  /**
   * A new bar, in place of one that is still there.
   *
   * @param epoch which epoch, from 1
   * @param epochs how many there are
   * @param batches mini-batches of an epoch
   */
  public void start(int epoch, int epochs, int batches) {
    close();
    if (shown) {
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

  /** One mini-batch more. */
  public void step() {
    if (bar != null) {
      bar.step();
    }
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
