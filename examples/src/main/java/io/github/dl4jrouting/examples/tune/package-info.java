/**
 * Search with Arbiter: thresholds of a trained network, beside what the calibrator finds, and
 * training configurations.
 */
package io.github.dl4jrouting.examples.tune;
