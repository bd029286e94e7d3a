package io.github.dl4jrouting.examples.analyse;

import io.github.dl4jrouting.examples.report.Environment;
import java.util.List;

/**
 * What the analysis found; {@code result.json} is this, component by component.
 *
 * @param command {@code analyse}
 * @param commandLine what to type for it
 * @param settings what was asked for
 * @param complexity the paper's section 3.2 and what is counted and timed
 * @param probability the paper's section 3.3 and what is drawn
 * @param environment what it ran on
 */
public record AnalyseResult(
    String command,
    String commandLine,
    AnalyseSettings settings,
    List<Complexity> complexity,
    List<Probability> probability,
    Environment environment) {
  /** Copies the lists. */
  public AnalyseResult {
    complexity = List.copyOf(complexity);
    probability = List.copyOf(probability);
  }

  /**
   * Compute of B gated blocks d→d.
   *
   * @param dim d
   * @param blocks B
   * @param batchSize samples a call
   * @param skipRatio s, as it came about
   * @param worstMacs B d² + B d, for a sample
   * @param expectedMacs (1 − s) B d² + B d, for a sample
   * @param paperReduction s B d² / (B d² + B d)
   * @param approximateReduction s
   * @param countedDenseMacs of the twin without gates, as the engine counts them, for a sample
   * @param countedRoutedMacs as the engine counts them, for a sample
   * @param countedReduction 1 − routed / dense
   * @param denseMicros median time of a call of the twin without gates, in µs
   * @param routedMicros median time of a call, in µs
   * @param timeReduction 1 − routed / dense, median over the rounds; below 0 where it is slower
   */
  public record Complexity(
      int dim,
      int blocks,
      int batchSize,
      double skipRatio,
      double worstMacs,
      double expectedMacs,
      double paperReduction,
      double approximateReduction,
      double countedDenseMacs,
      double countedRoutedMacs,
      double countedReduction,
      double denseMicros,
      double routedMicros,
      double timeReduction) {}

  /**
   * How likely a gate on mean|x| skips x ~ N(0, σ²).
   *
   * @param dim features d of x
   * @param sigma σ
   * @param threshold τ
   * @param monteCarlo share of drawn samples
   * @param monteCarloError its standard error
   * @param clt Φ((τ − σ√(2/π)) / (σ√((1 − 2/π)/d)))
   * @param paper erf(τ√d / (σ√π))
   */
  public record Probability(
      int dim,
      double sigma,
      double threshold,
      double monteCarlo,
      double monteCarloError,
      double clt,
      double paper) {}
}
