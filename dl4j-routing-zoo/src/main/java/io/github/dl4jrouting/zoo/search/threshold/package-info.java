/**
 * Thresholds, measures and directions of a trained network's gates as Arbiter parameter spaces, and
 * their search on recorded traces, where a candidate costs no run of the network.
 */
package io.github.dl4jrouting.zoo.search.threshold;
