package io.github.dl4jrouting.examples.benchmark;

/**
 * A claim held against what was measured.
 *
 * @param id number of the claim
 * @param statement the claim
 * @param value what was measured
 * @param bar what it has to reach
 * @param met whether it does
 * @param cells over how many ratios or readings the value is taken
 * @param worst where it is farthest from the bar
 */
public record Claim(
    String id, String statement, double value, String bar, boolean met, int cells, String worst) {}
