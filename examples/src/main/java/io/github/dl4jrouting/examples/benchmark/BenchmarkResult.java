package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.report.Environment;
import java.util.List;
import java.util.Map;

/**
 * Everything that the benchmark found; as it is written into {@code result.json}.
 *
 * @param command {@code benchmark}
 * @param commandLine what was typed for the last part of it
 * @param environment where it ran
 * @param settings what was asked for
 * @param contestants who took part, by name, and how each was used
 * @param leftOut who did not take part, and why
 * @param loadAverage the machine's load before the first cell and after each shape; −1 where the
 *     operating system does not tell. One busy contestant alone makes up to the number of threads
 * @param largestDifference the largest relative difference between the outputs of two contestants
 * @param complete whether all shapes were measured
 * @param rows times
 * @param ratios ratios of times, each taken round by round
 * @param fits lines through the engine's times over the share computed
 * @param claims the claims for which there is something measured
 * @param soak memory over many calls: one element, or none where it was not asked for
 */
public record BenchmarkResult(
    String command,
    String commandLine,
    Environment environment,
    BenchmarkSettings settings,
    Map<String, String> contestants,
    List<String> leftOut,
    List<Double> loadAverage,
    double largestDifference,
    boolean complete,
    List<Row> rows,
    List<Ratio> ratios,
    List<LinearFit> fits,
    List<Claim> claims,
    List<SoakResult> soak) {}
