package io.github.dl4jrouting.examples.report.section;

/**
 * A network in the plot of all results.
 *
 * @param dataset what it was measured on
 * @param name the network
 * @param computeRatio MACs over those of its dense twin
 * @param accuracy share classified right
 * @param skipRatio share of (sample, block) pairs not computed
 */
public record Landmark(
    String dataset, String name, double computeRatio, double accuracy, double skipRatio) {}
