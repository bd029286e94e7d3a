package io.github.dl4jrouting.calibration;

import java.util.ArrayList;
import java.util.List;

/**
 * What every exit and the network say of the samples of a split, so that thresholds are judged by
 * looking up: a sample leaves at the first exit whose confidence reaches its threshold.
 */
public final class ExitTable {
  private final ExitTraces traces;
  private final long[] classifierMacs;
  private final double[][] confidences;
  private final boolean[][] right;
  private final boolean[] rightAtEnd;

  ExitTable(ExitTraces traces, List<ExitClassifier> classifiers, List<ExitClassifier.Said> said) {
    this.traces = traces;
    int samples = traces.samples();
    int exits = said.size();
    this.classifierMacs = classifiers.stream().mapToLong(ExitClassifier::macs).toArray();
    this.confidences = new double[exits][];
    this.right = new boolean[exits][samples];
    this.rightAtEnd = new boolean[samples];
    for (int n = 0; n < samples; n++) {
      rightAtEnd[n] = traces.answer(n) == traces.label(n);
      for (int k = 0; k < exits; k++) {
        right[k][n] = said.get(k).classes()[n] == traces.label(n);
      }
    }
    for (int k = 0; k < exits; k++) {
      confidences[k] = said.get(k).confidences();
    }
  }

  /** What classifiers say of samples that they were not fitted on. */
  static ExitTable of(ExitTraces traces, List<ExitClassifier> classifiers) {
    List<ExitClassifier.Said> said = new ArrayList<>();
    for (int k = 0; k < classifiers.size(); k++) {
      said.add(classifiers.get(k).of(traces, k));
    }
    return new ExitTable(traces, classifiers, said);
  }

  int exits() {
    return confidences.length;
  }

  double[] confidences(int exit) {
    return confidences[exit];
  }

  private void check(double... thresholds) {
    if (thresholds.length != exits()) {
      throw new IllegalArgumentException(
          "Expected a threshold for each of "
              + exits()
              + " exits, infinite where there is none, found "
              + thresholds.length);
    }
  }

  /** Where a sample leaves; the number of exits where it stays to the end. */
  private int leaves(int sample, double[] thresholds) {
    int exit = 0;
    while (exit < thresholds.length && !(confidences[exit][sample] >= thresholds[exit])) {
      exit++;
    }
    return exit;
  }

  private boolean right(int sample, int exit) {
    return exit == exits() ? rightAtEnd[sample] : right[exit][sample];
  }

  /**
   * What thresholds do.
   *
   * @param thresholds one for each exit; an infinite one means that there is no exit, nor its
   *     classifier
   * @return accuracy and compute
   */
  public Outcome evaluate(double... thresholds) {
    check(thresholds);
    int correct = 0;
    int[] count = new int[exits() + 1];
    for (int n = 0; n < traces.samples(); n++) {
      int exit = leaves(n, thresholds);
      count[exit]++;
      correct += right(n, exit) ? 1 : 0;
    }
    double macs = 0;
    double saved = 0;
    long classifiers = 0;
    for (int k = 0; k < exits(); k++) {
      classifiers += Double.isInfinite(thresholds[k]) ? 0 : classifierMacs[k];
      macs += (double) count[k] * (traces.places().get(k).macs() + classifiers);
      saved += count[k] * traces.places().get(k).saved();
    }
    macs += (double) count[exits()] * (traces.denseMacs() + classifiers);
    double samples = traces.samples();
    double mean = macs / samples;
    return new Outcome(correct / samples, saved / samples, mean / traces.denseMacs(), mean);
  }

  /**
   * What thresholds lose against the network without exits, sample by sample.
   *
   * @param thresholds one for each exit
   * @return counts
   */
  public PairedDrop drop(double... thresholds) {
    check(thresholds);
    int lost = 0;
    int gained = 0;
    for (int n = 0; n < traces.samples(); n++) {
      boolean is = right(n, leaves(n, thresholds));
      lost += rightAtEnd[n] && !is ? 1 : 0;
      gained += is && !rightAtEnd[n] ? 1 : 0;
    }
    return new PairedDrop(traces.samples(), lost, gained);
  }
}
