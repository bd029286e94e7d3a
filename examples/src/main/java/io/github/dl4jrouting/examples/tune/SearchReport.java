package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.zoo.search.CandidateRecord;
import io.github.dl4jrouting.zoo.search.SearchProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A line for each tenth of a search and, on a terminal, a bar that moves with the candidates. */
public final class SearchReport implements SearchProgress, AutoCloseable {
  private static final int LINES = 10;

  private final PrintWriter out;
  private final int candidates;
  private final boolean minimize;
  private final Optional<ProgressBar> bar;
  private int done;
  private int failed;
  private int resumed;
  private double best;

  /**
   * Reports to a console.
   *
   * @param out receives the lines
   * @param candidates how many there will be
   * @param minimize whether low scores are better
   * @param watched whether to draw a bar (on standard error)
   */
  public SearchReport(PrintWriter out, int candidates, boolean minimize, boolean watched) {
    this.out = out;
    this.candidates = candidates;
    this.minimize = minimize;
    this.best = minimize ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    this.bar =
        watched
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName("  candidates")
                    .setInitialMax(candidates)
                    .setUpdateIntervalMillis(200)
                    .setStyle(ProgressBarStyle.ASCII)
                    .clearDisplayOnFinish()
                    .build())
            : Optional.empty();
  }

  @Override
  public void candidateDone(CandidateRecord candidate, boolean known) {
    done++;
    resumed += known ? 1 : 0;
    failed += candidate.error().isPresent() ? 1 : 0;
    candidate
        .score()
        .ifPresent(score -> best = minimize ? Math.min(best, score) : Math.max(best, score));
    bar.ifPresent(ProgressBar::step);
    if ((long) done * LINES / candidates != (long) (done - 1) * LINES / candidates) {
      out.printf(
          Locale.ROOT,
          "  %,6d of %,d candidates   best score %s   %d failed%s%n",
          done,
          candidates,
          Double.isInfinite(best) ? "-" : String.format(Locale.ROOT, "%.5f", best),
          failed,
          resumed == 0 ? "" : "   " + resumed + " from an earlier run");
      out.flush();
    }
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
