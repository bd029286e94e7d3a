package io.github.dl4jrouting.calibration;

/**
 * What a set of thresholds does on a split.
 *
 * @param accuracy share of samples whose class is right; without labels, whose class is that of the
 *     network with all gates open
 * @param skipRatio share of (sample, gated block) pairs that are not computed
 * @param computeRatio MACs computed, gates included, over those of the network without gates
 * @param macs MACs computed for one sample, on average
 */
public record Outcome(double accuracy, double skipRatio, double computeRatio, double macs) {}
