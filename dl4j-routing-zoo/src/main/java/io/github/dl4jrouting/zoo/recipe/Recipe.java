package io.github.dl4jrouting.zoo.recipe;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * How one network of the zoo is trained. {@link RecipeRun} runs it.
 *
 * <p>All that a recipe does depends on its settings, the weights it starts from, the data and the
 * number of the epoch, so that a run that was killed ends as one that was not.
 */
public interface Recipe {

  /**
   * The settings in one line. A run is only resumed by a recipe that says the same.
   *
   * @return model, schedules, seed, where it starts: all that the result depends on beside the data
   */
  String description();

  /**
   * How many passes over the training samples it takes.
   *
   * @return at least 1
   */
  int epochs();

  /**
   * Where all randomness starts.
   *
   * @return the seed
   */
  long seed();

  /**
   * Decay of the moving average of the weights, which is what is measured and what remains.
   *
   * @return from 0, for the weights themselves, to below 1
   */
  double averaging();

  /**
   * The network as it starts.
   *
   * @param batches mini-batches in a pass, for schedules that run by mini-batch
   * @return an initialised network
   */
  ComputationGraph start(int batches);

  /**
   * Whether a pass is the first of a phase, that of the run apart: a phase starts from the averaged
   * weights of the one before it, and the average anew.
   *
   * @param epoch number of the pass, from 1
   * @return false unless overridden
   */
  default boolean startsPhase(int epoch) {
    return false;
  }

  /**
   * Makes the network of a phase. Called before its first pass alone.
   *
   * @param network of the phase before, with the averaged weights
   * @param batches mini-batches in a pass
   * @return the same network unless overridden
   */
  default ComputationGraph phase(ComputationGraph network, int batches) {
    return network;
  }

  /**
   * Turns a labelled mini-batch into what the network is fitted to.
   *
   * @param network the network as it is now
   * @param batch features and one-hot labels
   * @param epoch number of the pass, from 1
   * @return features, and labels for each of the network's outputs
   */
  default MultiDataSet step(ComputationGraph network, DataSet batch, int epoch) {
    return new org.nd4j.linalg.dataset.MultiDataSet(batch.getFeatures(), batch.getLabels());
  }

  /**
   * The network to measure after a pass.
   *
   * @param network as it is trained; it is not changed
   * @return the same network unless overridden
   */
  default ComputationGraph measured(ComputationGraph network) {
    return network;
  }

  /**
   * Makes what remains out of the trained network: sets thresholds, drops what only training needs.
   *
   * @param network with the averaged weights; it may be changed
   * @param heldOut training samples that were not trained on
   * @return a network with one output, the classes
   */
  default ComputationGraph finish(ComputationGraph network, DataSetIterator heldOut) {
    return network;
  }
}
