package io.github.dl4jrouting.examples.calibrate;

import java.util.Locale;

/** What decides whether a sample skips. */
public enum Gates {
  /** How sure a classifier in front of a block is: who is sure leaves the network there. */
  CONFIDENCE,
  /** The activity in front of each block, which is computed or skipped by itself. */
  ACTIVITY;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
