package io.github.dl4jrouting.examples.metrics;

/**
 * One bar of a histogram.
 *
 * @param from lower end
 * @param to upper end
 * @param centre the value that it stands for
 * @param count how many values are in it
 */
public record Bin(double from, double to, double centre, long count) {}
