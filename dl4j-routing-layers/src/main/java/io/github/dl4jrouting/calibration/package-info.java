/**
 * Sets the thresholds of a gated network from a calibration split: by quantiles, or for the largest
 * saving within an accuracy that the user names. Everything that compares candidates works on
 * recorded traces, so that thousands of them cost seconds.
 */
package io.github.dl4jrouting.calibration;
