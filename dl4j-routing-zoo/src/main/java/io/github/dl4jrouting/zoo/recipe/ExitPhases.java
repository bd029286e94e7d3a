package io.github.dl4jrouting.zoo.recipe;

/**
 * How a network with an early exit is trained from its trained twin on, in two phases. In the first
 * the early classifier learns alone, from the labels and from the twin: what it is computed from is
 * a small part of the network, so that many passes cost little. In the second it stays as it is,
 * with all that it is computed from, and the rest of the network learns around it.
 *
 * @param exitEpochs passes over the training samples in the first phase, at least 1
 * @param exitRate the updater's learning rate at the start of the first phase; in either phase it
 *     falls linearly to zero
 * @param exitDropout probability with which each input of the exit's hidden dense layers is dropped
 *     in the first phase, from 0 to below 1 (Srivastava et al. 2014), so that it is less often sure
 *     and wrong
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
