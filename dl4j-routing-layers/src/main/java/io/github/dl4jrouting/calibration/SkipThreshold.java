package io.github.dl4jrouting.calibration;

/**
 * A threshold that was set from a stream of activities.
 *
 * @param gate name of the gate
 * @param threshold τ
 * @param skipRatio share of the samples that it skips; ties may keep it from the target
 * @param samples how many samples were seen
 */
public record SkipThreshold(String gate, double threshold, double skipRatio, long samples) {}
