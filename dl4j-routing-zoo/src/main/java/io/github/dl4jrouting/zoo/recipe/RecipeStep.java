package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.convolution.FastConvolutions;
import io.github.dl4jrouting.normalization.FastNormalizations;
import io.github.dl4jrouting.updater.FastUpdates;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.DataSet;

/**
 * A step of a recipe: all that a mini-batch costs, labels that the network makes for itself and the
 * moving average of the weights included. {@link RecipeRun} makes many.
 */
public final class RecipeStep {

  private final Recipe recipe;
  private final ComputationGraph network;
  private final WeightAverage average;

  /**
   * Steps from a recipe's first weights on, which are those of its first phase.
   *
   * @param recipe what to do
   * @param batches mini-batches in an epoch
   */
  public RecipeStep(Recipe recipe, int batches) {
    this(recipe, recipe.start(batches));
  }

  private RecipeStep(Recipe recipe, ComputationGraph network) {
    this(recipe, network, new WeightAverage(network, recipe.averaging()));
  }

  RecipeStep(Recipe recipe, ComputationGraph network, WeightAverage average) {
    FastConvolutions.installForFit(network);
    FastNormalizations.install(network);
    FastUpdates.install(network);
    this.recipe = recipe;
    this.network = network;
    this.average = average;
  }

  /**
   * Trains on one mini-batch.
   *
   * @param batch features and one-hot labels
   * @param epoch number of the pass, from 1
   * @return the loss
   */
  public double fit(DataSet batch, int epoch) {
    network.fit(recipe.step(network, batch, epoch));
    average.update();
    return network.score();
  }
}
