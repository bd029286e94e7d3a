package io.github.dl4jrouting.zoo.recipe;

import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * What a recipe trains, calibrates and measures on. Features have the shape that the network takes,
 * labels are one-hot [n, classes]. Each call gives an iterator at its start.
 */
public interface TrainingData {

  /**
   * The mini-batches of one pass. A run that is resumed asks for the later passes alone, so order
   * and augmentation depend on the number of the pass and on nothing that was asked for before.
   *
   * @param epoch number of the pass, from 1
   * @return shuffled mini-batches
   */
  DataSetIterator epoch(int epoch);

  /**
   * How many mini-batches a pass has.
   *
   * @return at least 1
   */
  int batches();

  /**
   * Training samples that no pass contains, to set thresholds on.
   *
   * @return batches in order
   */
  DataSetIterator heldOut();

  /**
   * Samples to measure on after each epoch; what is measured decides nothing.
   *
   * @return batches in order
   */
  DataSetIterator test();
}
