/**
 * Calibration of a trained network: which blocks it can skip within an accuracy that the user
 * names, what that saves, and whether the promise holds.
 */
package io.github.dl4jrouting.examples.calibrate;
