package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.zoo.search.CandidateRecord;
import io.github.dl4jrouting.zoo.search.SearchProgress;
import io.github.dl4jrouting.zoo.search.objective.OutcomeScore;
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
  private final OutcomeScore objective;
  private final Optional<ProgressBar> bar;
  private int done;
  private int failed;
  private int resumed;
  private Optional<CandidateRecord> best = Optional.empty();

  /**
   * Reports to a console.
   *
   * @param out receives the lines
   * @param candidates how many there will be
   * @param objective says which scores are better
   * @param watched whether to draw a bar (on standard error)
   */
  public SearchReport(PrintWriter out, int candidates, OutcomeScore objective, boolean watched) {
    this.out = out;
    this.candidates = candidates;
    this.objective = objective;
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
    if (candidate.score().isPresent() && best.map(b -> isBetter(candidate, b)).orElse(true)) {
      best = Optional.of(candidate);
    }
    bar.ifPresent(ProgressBar::step);
    if ((long) done * LINES / candidates != (long) (done - 1) * LINES / candidates) {
      out.printf(
          Locale.ROOT,
          "  %,6d of %,d candidates   best: %s   %d failed%s%n",
          done,
          candidates,
          best.map(this::said).orElse("-"),
          failed,
          resumed == 0 ? "" : "   " + resumed + " from an earlier run");
      out.flush();
    }
  }

  private boolean isBetter(CandidateRecord candidate, CandidateRecord than) {
    double more = candidate.score().orElseThrow() - than.score().orElseThrow();
    return objective.minimize() ? more < 0 : more > 0;
  }

  /** A score alone says little: what it is made of, where that is known. */
  private String said(CandidateRecord candidate) {
    return candidate
        .outcome()
        .map(
            outcome ->
                String.format(
                    Locale.ROOT,
                    "%.2f %% at a compute ratio of %.2f %%%s",
                    100 * outcome.accuracy(),
                    100 * outcome.computeRatio(),
                    objective.isMet(outcome) ? "" : ", not within the limit"))
        .orElseGet(() -> String.format(Locale.ROOT, "score %.5f", candidate.score().orElseThrow()));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
