package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.training.TrainingProgress;
import io.github.dl4jrouting.examples.training.TrainingRun;
import io.github.dl4jrouting.examples.training.UsualEpochs;
import io.github.dl4jrouting.zoo.RoutedMlp;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * All that a network's weights depend on, beside the data: a residual perceptron and its training.
 *
 * @param training with stochastic depth or plainly
 * @param width units of the stem and of every block
 * @param blocks number of blocks
 * @param epochs passes over the training samples
 * @param batchSize samples a mini-batch
 * @param averaging decay of the moving average of the weights
 * @param seed start of all randomness
 */
public record Recipe(
    Training training,
    int width,
    int blocks,
    int epochs,
    int batchSize,
    double averaging,
    long seed) {

  /** Units of a block, unless the command says otherwise. */
  public static final int WIDTH = 256;

  /** Blocks of the network. */
  public static final int BLOCKS = 6;

  /** Passes over the training samples, unless the command says otherwise. */
  public static final int EPOCHS = 10;

  private static final int BATCH = 200;
  private static final double AVERAGING = 0.995;

  /**
   * The recipe that {@code calibrate} and {@code tune} train by.
   *
   * @param training with stochastic depth or plainly
   * @param width units of the stem and of every block
   * @param blocks number of blocks
   * @param epochs passes over the training samples
   * @param seed start of all randomness
   * @return the recipe
   */
  public static Recipe of(Training training, int width, int blocks, int epochs, long seed) {
    return new Recipe(training, width, blocks, epochs, BATCH, AVERAGING, seed);
  }

  /**
   * How many passes such a network takes.
   *
   * @param data what it trains on
   * @return {@link #EPOCHS}, or more where samples are few
   */
  public static int usualEpochs(Dataset data) {
    return new UsualEpochs(EPOCHS, BATCH).over(data.train().size());
  }

  /**
   * Trains a network by this recipe.
   *
   * @param data what to train on; its test samples are measured after each epoch, and decide
   *     nothing
   * @param progress hears how it goes
   * @return the trained network
   */
  public ComputationGraph train(Dataset data, TrainingProgress progress) {
    ComputationGraph network =
        RoutedMlp.builder()
            .inputs(data.shape().features())
            .classes(data.classes())
            .width(width)
            .blocks(blocks)
            .survival(training.survival())
            .seed(seed)
            .build()
            .init();
    new TrainingRun(data, epochs, batchSize, seed, 0, averaging).train(network, progress);
    return network;
  }
}
