package io.github.dl4jrouting.examples.training;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.measure.Measurement;
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
 */
public record TrainingRun(Dataset data, int epochs, int batchSize, long seed) {

  /** Rejects a run that would not train. */
  public TrainingRun {
    if (epochs < 1) {
      throw new IllegalArgumentException("expected at least 1 epoch, found " + epochs);
    }
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
    LossMean loss = new LossMean(progress);
    Collection<TrainingListener> listeners = List.copyOf(graph.getListeners());
    graph.addListeners(loss);
    try {
      List<EpochResult> results = new ArrayList<>();
      for (int epoch = 1; epoch <= epochs; epoch++) {
        progress.epochStarted(epoch, epochs, batches.batches());
        graph.fit(batches);
        EpochResult result = measured(epoch, loss.take(), graph);
        results.add(result);
        progress.epochDone(result, epochs);
      }
      return List.copyOf(results);
    } finally {
      graph.setListeners(listeners);
    }
  }

  private EpochResult measured(int epoch, double loss, ComputationGraph graph) {
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException(
          "epoch "
              + epoch
              + ": expected a finite loss, found "
              + loss
              + "; the training diverged: try another seed or fewer epochs");
    }
    Measurement measurement = Measurement.of(graph, data.test(), data.classes());
    return new EpochResult(epoch, loss, measurement.accuracy(), measurement.skipRatio());
  }

  /** Mean of the score over an epoch's mini-batches. */
  private static final class LossMean extends BaseTrainingListener {

    private final TrainingProgress progress;
    private double sum;
    private int count;

    LossMean(TrainingProgress progress) {
      this.progress = progress;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      sum += model.score();
      count++;
      progress.batchDone();
    }

    double take() {
      double mean = sum / count;
      sum = 0;
      count = 0;
      return mean;
    }
  }
}
