package io.github.dl4jrouting.examples.experiment;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The paper's own protocol: a network that was never trained, anew for each run, one activity for
 * each batch, times without a warm-up.
 *
 * @param computed share of blocks that were computed, mean of all batches
 * @param seconds mean time of a batch
 * @param accuracy share of samples classified right; NaN without classes
 * @param activities mean|x| before each block if all are computed, mean of the runs' first batches
 */
record PapersRule(double computed, double seconds, double accuracy, List<Double> activities) {

  private static final double NANOS_A_SECOND = 1e9;

  /**
   * Runs it.
   *
   * @param networks one a run
   * @param batches what the paper measures on: all batches, or the first alone
   * @param labels of their samples; none without classes
   */
  static PapersRule of(List<PaperNetwork> networks, List<INDArray> batches, int... labels) {
    double computed = 0;
    long nanos = 0;
    long right = 0;
    double[] activities = new double[networks.get(0).layers()];
    for (PaperNetwork network : networks) {
      ComputationGraph weights = network.dense();
      double[] ofRun = network.activities(weights, batches.get(0));
      Arrays.setAll(activities, b -> activities[b] + ofRun[b] / networks.size());
      int sample = 0;
      for (INDArray batch : batches) {
        long start = System.nanoTime();
        PaperNetwork.BatchWide result = network.batchWide(weights, batch);
        nanos += System.nanoTime() - start;
        computed += result.computed();
        if (labels.length > 0) {
          for (int answer : result.output().argMax(1).toIntVector()) {
            right += answer == labels[sample++] ? 1 : 0;
          }
        }
      }
    }
    double calls = (double) networks.size() * batches.size();
    return new PapersRule(
        computed / calls,
        nanos / NANOS_A_SECOND / calls,
        labels.length == 0 ? Double.NaN : (double) right / networks.size() / labels.length,
        Arrays.stream(activities).boxed().toList());
  }
}
