package io.github.dl4jrouting.zoo.recipe;

/**
 * How a network with early exits is trained from its trained twin on, in two phases. In the first
 * the early classifiers learn alone, from the labels and from the twin: what they are computed from
 * is a small part of the network, so that many passes cost little. In the second they stay as they
 * are, with all that they are computed from, and the rest of the network learns around them.
 *
 * @param exitEpochs passes over the training samples in the first phase, at least 1
 * @param exitRate the updater's learning rate at the start of the first phase; in either phase it
 *     falls linearly to zero
 * @param exitDropout probability with which each input of the exits' hidden dense layers is dropped
 *     in the first phase, from 0 to below 1 (Srivastava et al. 2014), so that they are less often
 *     sure and wrong
 * @param restRate that at the start of the second phase
 */
public record ExitPhases(int exitEpochs, double exitRate, double exitDropout, double restRate) {

  /** Rejects what cannot train. */
  public ExitPhases {
    if (exitEpochs < 1) {
      throw new IllegalArgumentException(
          "Expected at least 1 epoch of the exit alone, found " + exitEpochs);
    }
    rate("the exit alone", exitRate);
    rate("the rest of the network", restRate);
    if (!(exitDropout >= 0 && exitDropout < 1)) {
      throw new IllegalArgumentException(
          "Expected a dropout of the exit alone from 0 to below 1, found " + exitDropout);
    }
  }

  private static void rate(String what, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(
          "Expected a learning rate of " + what + " above 0, found " + value);
    }
  }
}
