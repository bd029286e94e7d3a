package io.github.dl4jrouting.zoo.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;

/**
 * Runs a search in the calling thread, one candidate after the other, writes each down in a {@link
 * SearchLog}, and does not compute again what is there already: a finished candidate is proposed
 * once more by the generator, which so gets into the state that it was in, and its recorded score
 * is reported to it.
 *
 * <p>Arbiter's {@code LocalOptimizationRunner} is not used, because
 *
 * <ul>
 *   <li>it counts whatever a task throws as a failed candidate and goes on, a data source that
 *       throws included (and {@code net.fit} prefetches in a thread, which can wait forever on a
 *       source that threw: see {@link GuardedData});
 *   <li>it waits forever once the generator has no more candidates, or fails to make them, before
 *       the termination condition holds: its loop asks nobody else, and does not count the latter;
 *   <li>it cannot start in the middle, and reports results to the generator in whatever order they
 *       come, so that a genetic search does not repeat itself;
 *   <li>Arbiter's tasks for graphs sleep for 2 s after each candidate.
 * </ul>
 */
public final class SequentialRunner implements IOptimizationRunner {
  private final OptimizationConfiguration configuration;
  private final TaskCreator tasks;
  private final SearchLog log;
  private final SearchProgress progress;
  private final List<StatusListener> listeners = new ArrayList<>();
  private final Map<Integer, CandidateInfo> status = new LinkedHashMap<>();
  private final List<ResultReference> results = new ArrayList<>();
  private Optional<CandidateRecord> best = Optional.empty();
  private long bestTime;
  private int completed;
  private int failed;
  private volatile boolean stopped;

  /**
   * A runner.
   *
   * @param configuration of the search; its data source is given to the tasks
   * @param tasks makes what computes a candidate
   * @param log what is done already, and where to write
   * @param progress hears of every candidate
   * @throws IllegalArgumentException if no condition ends the search
   */
  public SequentialRunner(
      OptimizationConfiguration configuration,
      TaskCreator tasks,
      SearchLog log,
      SearchProgress progress) {
    if (configuration.getTerminationConditions() == null
        || configuration.getTerminationConditions().isEmpty()) {
      throw new IllegalArgumentException(
          "Expected at least one termination condition, found none."
              + " Set terminationConditions(new MaxCandidatesCondition(n)).");
    }
    this.configuration = configuration;
    this.tasks = tasks;
    this.log = log;
    this.progress = progress;
  }

  /**
   * Runs until a termination condition holds, the generator has no more candidates, or {@link
   * #shutdown} is called.
   *
   * @throws DataSourceException if the data fail; what is done so far is in the log
   * @throws IllegalArgumentException if the log is of another search
   */
  @Override
  public void execute() {
    configuration.setExecutionStartTime(System.currentTimeMillis());
    listeners.forEach(listener -> listener.onInitialization(this));
    configuration.getTerminationConditions().forEach(condition -> condition.initialize(this));
    CandidateGenerator generator = configuration.getCandidateGenerator();
    try {
      while (!stopped && !terminated() && generator.hasMoreCandidates()) {
        step(generator, generator.getCandidate());
      }
    } finally {
      listeners.forEach(listener -> listener.onShutdown(this));
    }
  }

  private boolean terminated() {
    return configuration.getTerminationConditions().stream().anyMatch(c -> c.terminate(this));
  }

  private void step(CandidateGenerator generator, Candidate<?> candidate) {
    int index = candidate.getIndex();
    Optional<CandidateRecord> known = log.find(index);
    known.ifPresent(done -> check(done, CandidateTask.genes(candidate)));
    long start = System.currentTimeMillis();
    CandidateRecord done =
        known.orElseGet(
            () -> new CandidateTask(candidate, this, tasks).run(listeners, results::add));
    if (known.isEmpty()) {
      log.add(done);
    }
    CandidateInfo info =
        new CandidateInfo(
            index,
            done.error().isPresent() ? CandidateStatus.Failed : CandidateStatus.Complete,
            done.score().orElse(null),
            start,
            start,
            System.currentTimeMillis(),
            candidate.getFlatParameters(),
            done.error().orElse(null));
    status.put(index, info);
    OptimizationResult result =
        new OptimizationResult(
            candidate, done.score().orElse(null), index, done.outcome().orElse(null), info, null);
    if (done.error().isPresent()) {
      failed++;
    } else {
      completed++;
      keepBest(done);
      generator.reportResults(result);
    }
    for (StatusListener listener : listeners) {
      listener.onCandidateStatusChange(info, this, result);
      listener.onRunnerStatusChange(this);
    }
    progress.candidateDone(done, known.isPresent());
  }

  private static void check(CandidateRecord done, List<Double> proposed) {
    if (!done.genes().equals(proposed)) {
      throw new IllegalArgumentException(
          "Candidate "
              + done.index()
              + ": expected the hyperparameters of the search that is resumed, "
              + done.genes()
              + ", found "
              + proposed
              + ". Resume with the same space, generator, seed and objective.");
    }
  }

  private void keepBest(CandidateRecord done) {
    double score = done.score().orElseThrow();
    boolean minimize = configuration.getScoreFunction().minimize();
    boolean better =
        best.flatMap(CandidateRecord::score)
            .map(old -> minimize ? score < old : score > old)
            .orElse(true);
    if (better) {
      best = Optional.of(done);
      bestTime = System.currentTimeMillis();
    }
  }

  /**
   * The best candidate so far; of equal ones the first.
   *
   * @return its record, if one has a score
   */
  public Optional<CandidateRecord> best() {
    return best;
  }

  @Override
  public int numCandidatesTotal() {
    return completed + failed;
  }

  @Override
  public int numCandidatesCompleted() {
    return completed;
  }

  @Override
  public int numCandidatesFailed() {
    return failed;
  }

  @Override
  public int numCandidatesQueued() {
    return 0;
  }

  @Override
  public Double bestScore() {
    return best.flatMap(CandidateRecord::score).orElse(null);
  }

  @Override
  public Long bestScoreTime() {
    return bestTime;
  }

  @Override
  public int bestScoreCandidateIndex() {
    return best.map(CandidateRecord::index).orElse(-1);
  }

  @Override
  public List<ResultReference> getResults() {
    return List.copyOf(results);
  }

  @Override
  public OptimizationConfiguration getConfiguration() {
    return configuration;
  }

  @Override
  public void addListeners(StatusListener... added) {
    for (StatusListener listener : added) {
      if (!listeners.contains(listener)) {
        listeners.add(listener);
      }
    }
  }

  @Override
  public void removeListeners(StatusListener... removed) {
    listeners.removeAll(List.of(removed));
  }

  @Override
  public void removeAllListeners() {
    listeners.clear();
  }

  @Override
  public List<CandidateInfo> getCandidateStatus() {
    return List.copyOf(status.values());
  }

  /** Ends the search after the candidate that is being computed. */
  @Override
  public void shutdown(boolean awaitCompletion) {
    stopped = true;
  }
}
