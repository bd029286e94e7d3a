package io.github.dl4jrouting.examples.report.plot;

/**
 * Five numbers of a distribution.
 *
 * @param low its lower end: the smallest value or a low percentile
 * @param first a quarter of the values is below
 * @param median half of the values is below
 * @param third three quarters of the values are below
 * @param high its upper end: the largest value or a high percentile
 */
public record Quartiles(double low, double first, double median, double third, double high) {}
