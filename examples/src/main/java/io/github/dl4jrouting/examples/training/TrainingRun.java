package io.github.dl4jrouting.examples.training;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.data.RandomShift;
import io.github.dl4jrouting.examples.measure.Measurement;
import io.github.dl4jrouting.zoo.recipe.WeightAverage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A training of one network on one data set. What comes out depends on the arguments alone: the
 * order of the mini-batches and ND4J's random numbers (router noise, dropout) start from the seed.
 *
 * @param data what to train and to measure on
 * @param epochs passes over the training samples, at least 1
 * @param batchSize samples a mini-batch
 * @param seed start of all randomness
 * @param shift how many pixels training images are moved at most, at random; 0 for not at all
 * @param averaging decay of the moving average of the weights, which is what is measured and what
 *     remains in the network; 0 for the weights themselves
 */
public record TrainingRun(
    Dataset data, int epochs, int batchSize, long seed, int shift, double averaging) {

  /** Rejects a run that would not train. */
  public TrainingRun {
    if (epochs < 1) {
      throw new IllegalArgumentException("expected at least 1 epoch, found " + epochs);
    }
  }

  /**
   * A run without frills: images as they are, weights as they come out.
   *
   * @param data what to train and to measure on
   * @param epochs passes over the training samples, at least 1
   * @param batchSize samples a mini-batch
   * @param seed start of all randomness
   */
  public TrainingRun(Dataset data, int epochs, int batchSize, long seed) {
    this(data, epochs, batchSize, seed, 0, 0);
  }

  /**
   * Trains a network.
   *
   * @param graph the initialised network, changed in place
   * @param progress hears how it goes
   * @return one result an epoch
   * @throws IllegalStateException if the loss is no longer a finite number
   */
  public List<EpochResult> train(ComputationGraph graph, TrainingProgress progress) {
    Nd4j.getRandom().setSeed(seed);
    MiniBatches batches = MiniBatches.shuffled(data.train(), data.classes(), batchSize, seed);
    batches.setPreProcessor(new RandomShift(data.shape(), shift, seed));
    WeightAverage average = new WeightAverage(graph, averaging);
    AfterBatch afterBatch = new AfterBatch(progress, average);
    Collection<TrainingListener> listeners = List.copyOf(graph.getListeners());
    graph.addListeners(afterBatch);
    try {
      List<EpochResult> results = new ArrayList<>();
      for (int epoch = 1; epoch <= epochs; epoch++) {
        progress.epochStarted(epoch, epochs, batches.batches());
        graph.fit(batches);
        double mean = finite(afterBatch.meanLoss(), epoch);
        Measurement measurement =
            average.measured(() -> Measurement.of(graph, data.test(), data.classes()));
        EpochResult result =
            new EpochResult(epoch, mean, measurement.accuracy(), measurement.skipRatio());
        results.add(result);
        progress.epochDone(result, epochs);
      }
      average.install();
      return List.copyOf(results);
    } finally {
      graph.setListeners(listeners);
    }
  }

  private static double finite(double loss, int epoch) {
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException(
          "epoch "
              + epoch
              + ": expected a finite loss, found "
              + loss
              + "; the training diverged: try another seed or fewer epochs");
    }
    return loss;
  }

  /** What is to be done after each mini-batch: mean of the score, average of the weights. */
  private static final class AfterBatch extends BaseTrainingListener {

    private final TrainingProgress progress;
    private final WeightAverage average;
    private double sum;
    private int count;

    AfterBatch(TrainingProgress progress, WeightAverage average) {
      this.progress = progress;
      this.average = average;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      sum += model.score();
      count++;
      average.update();
      progress.batchDone();
    }

    double meanLoss() {
      double mean = sum / count;
      sum = 0;
      count = 0;
      return mean;
    }
  }
}
