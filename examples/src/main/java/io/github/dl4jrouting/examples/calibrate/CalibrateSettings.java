package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.gate.ActivityMeasure;
import java.util.List;

/**
 * What a calibration is asked for.
 *
 * @param allowedDrop share of accuracy that may be lost
 * @param risk probability with which more may be lost
 * @param gates what decides whether a sample skips
 * @param measures activity measures to try, at least one
 * @param compensation what is done to bypasses
 * @param calibrationSamples how many training samples are held out
 * @param seed start of all randomness
 * @param splits random splits on which to check the promise; 0 for none
 * @param drops promises to check on them
 * @param rounds rounds of timing
 * @param latency whether to time every point of the front
 * @param comparison whether to compare criteria
 * @param threads how many threads compute
 * @param commandLine what was typed
 */
public record CalibrateSettings(
    double allowedDrop,
    double risk,
    Gates gates,
    List<ActivityMeasure> measures,
    Compensation compensation,
    int calibrationSamples,
    long seed,
    int splits,
    List<Double> drops,
    int rounds,
    boolean latency,
    boolean comparison,
    int threads,
    String commandLine) {
  /** Copies the lists. */
  public CalibrateSettings {
    measures = List.copyOf(measures);
    drops = List.copyOf(drops);
  }
}
