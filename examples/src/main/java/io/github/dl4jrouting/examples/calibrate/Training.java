package io.github.dl4jrouting.examples.calibrate;

import java.util.Locale;

/** How the network that is calibrated was trained, where this program trains it. */
public enum Training {
  /** Blocks are dropped at random, the last in every second sample. */
  STOCHASTIC_DEPTH(0.5),
  /** Without any thought of skipping. */
  PLAIN(1);

  private final double survival;

  Training(double survival) {
    this.survival = survival;
  }

  /**
   * Survival probability of the last block.
   *
   * @return 1 where nothing is dropped
   */
  double survival() {
    return survival;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
