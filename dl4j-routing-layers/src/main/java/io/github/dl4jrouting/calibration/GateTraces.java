package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.Direction;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the gates of a network see and what the network answers, for every sample of a split and
 * every sequence of decisions that thresholds may lead to: so that any thresholds are judged
 * exactly, without running the network again.
 *
 * <pre>{@code
 * GateTraces traces = new TraceRecorder(gated, transform.inputTypes()).record(calibrationData);
 * Outcome outcome = traces.evaluate(new double[] {0.31, 0.27, 0.4});
 * }</pre>
 *
 * <p>An evaluation looks up one number for each sample and gate; no network runs. Objects of this
 * class do not change and may be shared by threads.
 */
public final class GateTraces {
  private final DecisionTree tree;
  private final GateSites sites;
  private final int[] labels;
  private final int[] rows;

  GateTraces(DecisionTree tree, GateSites sites, int[] labels) {
    this(tree, sites, labels, IntStream.range(0, tree.samples()).toArray());
  }

  private GateTraces(DecisionTree tree, GateSites sites, int[] labels, int[] rows) {
    this.tree = tree;
    this.sites = sites;
    this.labels = labels;
    this.rows = rows;
  }

  /**
   * The gates, in topological order: thresholds come in this order.
   *
   * @return gates
   */
  public List<GateSite> sites() {
    return sites.sites();
  }

  /**
   * The number of gates.
   *
   * @return B
   */
  public int gates() {
    return sites.sites().size();
  }

  /**
   * The number of samples.
   *
   * @return N
   */
  public int samples() {
    return rows.length;
  }

  /**
   * What the network costs without gates and with all blocks computed.
   *
   * @return MACs for one sample
   */
  public long denseMacs() {
    return sites.denseMacs();
  }

  /**
   * Some of the samples.
   *
   * @param samples indices into these traces
   * @return traces of those
   */
  public GateTraces subset(int[] samples) {
    return new GateTraces(tree, sites, labels, Arrays.stream(samples).map(n -> rows[n]).toArray());
  }

  /** The same, copied so that its samples lie side by side: worth it before many evaluations. */
  GateTraces compact() {
    int[] own = new int[rows.length];
    for (int n = 0; n < own.length; n++) {
      own[n] = labels[rows[n]];
    }
    return new GateTraces(tree.of(rows), sites, own);
  }

  /**
   * The directions in which the network's gates skip.
   *
   * @return one for each gate
   */
  public List<Direction> directions() {
    return sites().stream().map(GateSite::direction).toList();
  }

  /**
   * Judges thresholds in the directions of the network's gates.
   *
   * @param thresholds τ for each gate, in the order of {@link #sites}
   * @return what they do to these samples
   */
  public Outcome evaluate(double... thresholds) {
    return evaluate(thresholds, directions());
  }

  /**
   * Judges thresholds.
   *
   * @param thresholds τ for each gate
   * @param directions which side of it is skipped, for each gate
   * @return what they do to these samples
   * @throws IllegalArgumentException if there are not as many as gates, or one is NaN
   */
  public Outcome evaluate(double[] thresholds, List<Direction> directions) {
    return outcome(paths(thresholds, directions));
  }

  /** The decisions of every sample; entry n is of sample rows[n]. */
  long[] paths(double[] thresholds, List<Direction> directions) {
    if (thresholds.length != gates() || directions.size() != gates()) {
      throw new IllegalArgumentException(
          "Expected a threshold and a direction for each of "
              + gates()
              + " gates, found "
              + thresholds.length
              + " and "
              + directions.size());
    }
    long[] full = new long[tree.samples()];
    double[] scores = new double[tree.samples()];
    for (int i = 0; i < thresholds.length; i++) {
      double threshold = thresholds[i];
      if (Double.isNaN(threshold)) {
        throw new IllegalArgumentException(
            "Gate \"" + sites().get(i).gate() + "\": expected a threshold, found NaN");
      }
      step(i, threshold, directions.get(i), full, scores);
    }
    long[] paths = new long[rows.length];
    for (int n = 0; n < rows.length; n++) {
      paths[n] = full[rows[n]];
    }
    return paths;
  }

  private void step(
      int gate, double threshold, Direction direction, long[] paths, double[] scores) {
    if (Double.isInfinite(threshold)) {
      if (direction.through(0, threshold)) {
        for (int n : rows) {
          paths[n] |= 1L << gate;
        }
      }
      return;
    }
    tree.scores(gate, rows, paths, scores);
    for (int n : rows) {
      if (direction.through(scores[n], threshold)) {
        paths[n] |= 1L << gate;
      }
    }
  }

  /**
   * What a gate sees of every sample under the thresholds of the gates before it.
   *
   * @param gate index of the gate
   * @param thresholds τ for each gate; those from this gate on do not matter
   * @param directions which side of it is skipped, for each gate
   * @return one number a sample
   */
  public double[] scores(int gate, double[] thresholds, List<Direction> directions) {
    long[] paths = new long[tree.samples()];
    double[] scores = new double[tree.samples()];
    for (int i = 0; i < gate; i++) {
      step(i, thresholds[i], directions.get(i), paths, scores);
    }
    tree.scores(gate, rows, paths, scores);
    return Arrays.stream(rows).mapToDouble(n -> scores[n]).toArray();
  }

  Outcome outcome(long[] paths) {
    int[] classes = predictions(paths);
    long correct = 0;
    for (int n = 0; n < rows.length; n++) {
      correct += classes[n] == labels[rows[n]] ? 1 : 0;
    }
    long skipped = 0;
    double macs = (double) sites.fixedMacs() * rows.length;
    for (int i = 0; i < gates(); i++) {
      long through = 0;
      for (long path : paths) {
        through += path >> i & 1;
      }
      GateSite site = sites().get(i);
      skipped += rows.length - through;
      macs += (double) through * site.throughMacs();
      macs += (double) (rows.length - through) * site.bypassMacs();
    }
    double n = rows.length;
    double mean = macs / n;
    return new Outcome(correct / n, skipped / (n * gates()), mean / sites.denseMacs(), mean);
  }

  private int[] predictions(long[] paths) {
    long[] full = new long[tree.samples()];
    int[] classes = new int[tree.samples()];
    for (int n = 0; n < rows.length; n++) {
      full[rows[n]] = paths[n];
    }
    tree.predictions(rows, full, classes);
    int[] own = new int[rows.length];
    for (int n = 0; n < rows.length; n++) {
      own[n] = classes[rows[n]];
    }
    return own;
  }

  /** What every sample answers where all take the same path. */
  Outcome uniform(long path) {
    long[] paths = new long[rows.length];
    Arrays.fill(paths, path);
    return outcome(paths);
  }

  /** The path of a sample that skips nothing. */
  long dense() {
    return (1L << gates()) - 1;
  }

  /**
   * The accuracy lost against all gates open, sample by sample.
   *
   * @param thresholds τ for each gate
   * @param directions which side of it is skipped, for each gate
   * @return counts
   */
  public PairedDrop drop(double[] thresholds, List<Direction> directions) {
    long[] open = new long[rows.length];
    Arrays.fill(open, dense());
    int[] before = predictions(open);
    int[] after = predictions(paths(thresholds, directions));
    int lost = 0;
    int gained = 0;
    for (int n = 0; n < rows.length; n++) {
      boolean was = before[n] == labels[rows[n]];
      boolean is = after[n] == labels[rows[n]];
      lost += was && !is ? 1 : 0;
      gained += is && !was ? 1 : 0;
    }
    return new PairedDrop(rows.length, lost, gained);
  }

  /** How many classes the labels hold. */
  long distinctLabels() {
    return Arrays.stream(rows).map(n -> labels[n]).distinct().count();
  }
}
