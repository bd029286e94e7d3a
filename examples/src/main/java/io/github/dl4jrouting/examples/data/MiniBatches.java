package io.github.dl4jrouting.examples.data;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mini-batches of samples that are in memory: features [n, d], labels one-hot [n, classes].
 * Shuffled ones come in a new order each pass, and the orders depend on the seed alone.
 */
public final class MiniBatches implements DataSetIterator {

  private static final long serialVersionUID = 1L;

  private final Samples samples;
  private final int classes;
  private final int batchSize;
  private final boolean shuffled;
  private final Random random;
  private final int[] order;
  private int next;
  private DataSetPreProcessor preProcessor;

  private MiniBatches(
      Samples samples, int classes, int batchSize, boolean shuffled, Random random) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("expected a batch size from 1 on, found " + batchSize);
    }
    this.samples = samples;
    this.classes = classes;
    this.batchSize = batchSize;
    this.shuffled = shuffled;
    this.random = random;
    this.order = IntStream.range(0, samples.size()).toArray();
    reset();
  }

  /**
   * Batches in an order that changes from pass to pass, for training.
   *
   * @param samples what to go through
   * @param classes number of classes
   * @param batchSize samples a batch; the last batch of a pass may be smaller
   * @param seed decides the orders
   * @return an iterator at the start of its first pass
   */
  public static MiniBatches shuffled(Samples samples, int classes, int batchSize, long seed) {
    return new MiniBatches(samples, classes, batchSize, true, new Random(seed));
  }

  /**
   * Batches in the order of the samples, for measuring.
   *
   * @param samples what to go through
   * @param classes number of classes
   * @param batchSize samples a batch; the last batch of a pass may be smaller
   * @return an iterator at the start of its first pass
   */
  public static MiniBatches inOrder(Samples samples, int classes, int batchSize) {
    return new MiniBatches(samples, classes, batchSize, false, new Random(0));
  }

  /**
   * Number of batches in one pass.
   *
   * @param samples how many there are
   * @param batchSize samples a batch; the last batch may be smaller
   * @return N / batch size, rounded up
   */
  public static int count(int samples, int batchSize) {
    return (samples + batchSize - 1) / batchSize;
  }

  /**
   * Number of batches in one pass.
   *
   * @return N / batch size, rounded up
   */
  public int batches() {
    return count(order.length, batchSize);
  }

  @Override
  public boolean hasNext() {
    return next < order.length;
  }

  @Override
  public DataSet next() {
    return next(batchSize);
  }

  @Override
  public DataSet next(int count) {
    if (!hasNext()) {
      throw new NoSuchElementException("this pass is over after " + order.length + " samples");
    }
    int n = Math.min(count, order.length - next);
    int features = inputColumns();
    float[] x = new float[Math.multiplyExact(n, features)];
    float[] y = new float[n * classes];
    for (int row = 0; row < n; row++) {
      int sample = order[next++];
      samples.read(sample, x, row * features);
      y[row * classes + samples.label(sample)] = 1f;
    }
    DataSet batch = new DataSet(matrix(x, n, features), matrix(y, n, classes));
    if (preProcessor != null) {
      preProcessor.preProcess(batch);
    }
    return batch;
  }

  private static INDArray matrix(float[] values, int rows, int columns) {
    return Nd4j.createFromArray(values).reshape('c', rows, columns);
  }

  @Override
  public void reset() {
    next = 0;
    if (shuffled) {
      for (int i = order.length - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int kept = order[i];
        order[i] = order[other];
        order[other] = kept;
      }
    }
  }

  @Override
  public int inputColumns() {
    return samples.shape().features();
  }

  @Override
  public int totalOutcomes() {
    return classes;
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  /** False: everything is in memory, a prefetching thread would gain nothing. */
  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public int batch() {
    return batchSize;
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  @Override
  public List<String> getLabels() {
    return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
  }
}
