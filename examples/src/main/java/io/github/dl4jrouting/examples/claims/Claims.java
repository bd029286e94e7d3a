package io.github.dl4jrouting.examples.claims;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.measure.Measurement;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.training.TrainingProgress;
import io.github.dl4jrouting.examples.training.TrainingRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Measures what the original documents claim, on the paper's network (6 blocks of width 128,
 * batches of 64, threshold 0.1) before and after training.
 *
 * @param data images to train and measure on
 * @param epochs passes over the training images
 * @param seed start of all randomness
 * @param commandLine what was typed
 */
public record Claims(Dataset data, int epochs, long seed, String commandLine) {
  private static final int WIDTH = 128;
  private static final int BLOCKS = 6;
  private static final int BATCH = 64;
  private static final double PAPERS_THRESHOLD = 0.1;

  /**
   * Trains the network and measures.
   *
   * @param progress hears how the training goes
   * @return the measurements
   */
  public ClaimsResult measure(TrainingProgress progress) {
    PlainNetwork network =
        new PlainNetwork(data.test().shape().features(), WIDTH, BLOCKS, data.classes(), seed);
    double untrained = accuracy(network, PAPERS_THRESHOLD);
    new TrainingRun(data, epochs, BATCH, seed).train(network.graph(), progress);
    double[] activities = stemActivities(network);
    double median = activities[activities.length / 2];
    return new ClaimsResult(
        "claims",
        commandLine,
        seed,
        epochs,
        List.of(skipRatio(network, PAPERS_THRESHOLD), skipRatio(network, median)),
        company(network, median),
        new ClaimsResult.Accuracy(
            PAPERS_THRESHOLD,
            untrained,
            accuracy(network, PAPERS_THRESHOLD),
            accuracy(network, Double.NEGATIVE_INFINITY)),
        scale(network),
        Environment.current());
  }

  private double accuracy(PlainNetwork network, double threshold) {
    network.setThreshold(threshold);
    double accuracy = Measurement.of(network.graph(), data.test(), data.classes()).accuracy();
    network.setThreshold(Double.NEGATIVE_INFINITY);
    return accuracy;
  }

  private INDArray testImages() {
    return MiniBatches.inOrder(data.test(), data.classes(), data.test().size())
        .next()
        .getFeatures();
  }

  private double[] stemActivities(PlainNetwork network) {
    INDArray x = network.stem(testImages());
    double[] activities = x.norm1(1).divi(x.size(1)).toDoubleVector();
    Arrays.sort(activities);
    return activities;
  }

  /** The pseudocode's "skip ratio" beside what it computes, averaged over batches. */
  private ClaimsResult.SkipRatio skipRatio(PlainNetwork network, double threshold) {
    MiniBatches batches = MiniBatches.inOrder(data.test(), data.classes(), BATCH);
    List<PlainNetwork.PapersRun> runs = new ArrayList<>();
    while (batches.hasNext()) {
      runs.add(network.papersPseudocode(batches.next().getFeatures(), threshold));
    }
    double papers =
        runs.stream().mapToDouble(PlainNetwork.PapersRun::skipRatio).average().orElse(0);
    double computed =
        runs.stream().mapToDouble(PlainNetwork.PapersRun::computedShare).average().orElse(0);
    network.setThreshold(threshold);
    network.graph().outputSingle(testImages());
    double perSample = network.lastSkipRatio();
    network.setThreshold(Double.NEGATIVE_INFINITY);
    return new ClaimsResult.SkipRatio(threshold, papers, computed, 1 - computed, perSample);
  }

  /** How many samples are treated otherwise when the same samples come in other batches. */
  private ClaimsResult.Company company(PlainNetwork network, double threshold) {
    INDArray images = testImages();
    int[][] orders = {order(seed), order(seed + 1)};
    boolean[][][] batchWide = new boolean[2][][];
    boolean[][][] perSample = new boolean[2][][];
    for (int i = 0; i < 2; i++) {
      batchWide[i] = new boolean[orders[i].length][];
      perSample[i] = new boolean[orders[i].length][];
      for (int from = 0; from < orders[i].length; from += BATCH) {
        int[] rows = Arrays.copyOfRange(orders[i], from, Math.min(from + BATCH, orders[i].length));
        INDArray batch = Nd4j.pullRows(images, 1, rows);
        boolean[] all = toArray(network.papersPseudocode(batch, threshold).computed());
        boolean[][] each = network.perSample(batch, threshold);
        for (int n = 0; n < rows.length; n++) {
          batchWide[i][rows[n]] = all;
          perSample[i][rows[n]] = each[n];
        }
      }
    }
    return new ClaimsResult.Company(
        threshold, BATCH, changed(batchWide[0], batchWide[1]), changed(perSample[0], perSample[1]));
  }

  private int[] order(long orderSeed) {
    int[] order = new int[data.test().size()];
    Arrays.setAll(order, i -> i);
    Random random = new Random(orderSeed);
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }

  private static boolean[] toArray(List<Boolean> flags) {
    boolean[] array = new boolean[flags.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = flags.get(i);
    }
    return array;
  }

  private static double changed(boolean[][] one, boolean[][] other) {
    int changed = 0;
    for (int n = 0; n < one.length; n++) {
      changed += Arrays.equals(one[n], other[n]) ? 0 : 1;
    }
    return (double) changed / one.length;
  }

  /** The adaptive-sparsity pseudocode multiplies an activation by a softmax of its own size. */
  private ClaimsResult.Scale scale(PlainNetwork network) {
    INDArray x = network.stem(testImages());
    INDArray scores = x.mmul(Nd4j.eye(WIDTH).castTo(x.dataType()));
    INDArray probabilities = Transforms.softmax(scores, true);
    double ratio = probabilities.mul(x).ameanNumber().doubleValue() / x.ameanNumber().doubleValue();
    double zeros = probabilities.eq(0).castTo(x.dataType()).meanNumber().doubleValue();
    return new ClaimsResult.Scale(WIDTH, ratio, zeros);
  }
}
