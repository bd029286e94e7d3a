package io.github.dl4jrouting.examples.data.progress;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One line a task and, on a terminal, a bar that moves meanwhile. */
public final class ConsoleLoading implements LoadingProgress {

  private static final long MEBIBYTE = 1 << 20;

  private final PrintWriter out;
  private final boolean bars;
  private ProgressBar bar;

  /**
   * Reports to a console.
   *
   * @param out receives the lines
   * @param bars whether to draw bars (on standard error); false where nobody watches a terminal
   */
  public ConsoleLoading(PrintWriter out, boolean bars) {
    this.out = out;
    this.bars = bars;
  }

  @Override
  public void notice(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void started(String task, long total, Unit unit) {
    ended();
    notice(task);
    if (bars) {
      ProgressBarBuilder builder =
          new ProgressBarBuilder()
              .setTaskName(" ")
              .setInitialMax(Math.max(total, -1))
              .setUpdateIntervalMillis(200)
              .setStyle(ProgressBarStyle.ASCII)
              .clearDisplayOnFinish();
      bar =
          unit == Unit.BYTES
              ? builder.setUnit(" MiB", MEBIBYTE).showSpeed().build()
              : builder.build();
    }
  }

  @Override
  public void reached(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void ended() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
