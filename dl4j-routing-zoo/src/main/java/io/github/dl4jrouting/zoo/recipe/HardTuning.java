package io.github.dl4jrouting.zoo.recipe;

/**
 * The last passes of a training. They start from the averaged weights, at a rate of their own that
 * falls linearly to zero. A network without an exit tunes all of its weights on all samples. One
 * with an exit leaves the early classifier as it is, with all that it is computed from, and tunes
 * the rest of the network on the samples of each mini-batch that the early classifier is least sure
 * of: at inference the rest sees no others.
 *
 * @param epochs how many of the passes over the training samples, 0 for none
 * @param learningRate the updater's, at the start of these passes
 * @param hardest share of a mini-batch that the rest of a network with an exit is tuned on, above 0
 *     and up to 1
 */
public record HardTuning(int epochs, double learningRate, double hardest) {

  /** Rejects what cannot tune. */
  public HardTuning {
    if (epochs < 0) {
      throw new IllegalArgumentException("Expected 0 or more epochs of tuning, found " + epochs);
    }
    if (!(learningRate > 0)) {
      throw new IllegalArgumentException(
          "Expected a learning rate of tuning above 0, found " + learningRate);
    }
    if (!(hardest > 0 && hardest <= 1)) {
      throw new IllegalArgumentException(
          "Expected a share of hard samples to tune on above 0 and up to 1, found " + hardest);
    }
  }

  /** How many of a mini-batch's samples are its hardest: one at least. */
  int of(int samples) {
    return (int) Math.max(1, Math.round(hardest * samples));
  }
}
