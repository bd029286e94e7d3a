package io.github.dl4jrouting.examples.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * How many samples took which path of one block, by class. A sample takes a path if its routing
 * probability is not zero; it skips the block if it takes the last path, the bypass, alone.
 */
public final class PathTally {

  private final String block;
  private final int paths;
  private final long[] samples;
  private final long[][] taken;
  private final long[] skipped;

  PathTally(String block, int paths, int classes) {
    this.block = block;
    this.paths = paths;
    this.samples = new long[classes];
    this.taken = new long[classes][paths];
    this.skipped = new long[classes];
  }

  /** Counts one sample, given its routing probabilities. */
  void add(int label, double[] probabilities) {
    samples[label]++;
    boolean computed = false;
    for (int k = 0; k < paths; k++) {
      if (probabilities[k] != 0) {
        taken[label][k]++;
        computed |= k < paths - 1;
      }
    }
    if (!computed) {
      skipped[label]++;
    }
  }

  /**
   * Name of the block.
   *
   * @return name of its routing vertex, or of the layer that skips by itself
   */
  public String block() {
    return block;
  }

  /**
   * Names of the paths.
   *
   * @return through and bypass; with more than two paths, numbered ones before the bypass
   */
  public List<String> pathNames() {
    List<String> names = new ArrayList<>();
    for (int k = 0; k < paths - 1; k++) {
      names.add(paths == 2 ? "through" : "path-" + k);
    }
    names.add("bypass");
    return names;
  }

  /**
   * Share of all samples that take a path.
   *
   * @param path 0 to K − 1
   * @return 0..1
   */
  public double share(int path) {
    long count = 0;
    for (long[] ofClass : taken) {
      count += ofClass[path];
    }
    return ratio(count, sum(samples));
  }

  /**
   * Share of a class's samples that take a path.
   *
   * @param path 0 to K − 1
   * @param label class
   * @return 0..1; 0 for a class without samples
   */
  public double share(int path, int label) {
    return ratio(taken[label][path], samples[label]);
  }

  /**
   * Share of all samples that skip the block.
   *
   * @return 0..1
   */
  public double skipRatio() {
    return ratio(sum(skipped), sum(samples));
  }

  /**
   * Share of a class's samples that skip the block.
   *
   * @param label class
   * @return 0..1; 0 for a class without samples
   */
  public double skipRatio(int label) {
    return ratio(skipped[label], samples[label]);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
