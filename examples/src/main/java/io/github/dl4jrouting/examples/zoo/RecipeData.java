package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.data.RandomShift;
import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.data.SelectedSamples;
import io.github.dl4jrouting.zoo.recipe.TrainingData;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A data set as a recipe wants it.
 *
 * @param data what to train and to measure on
 * @param heldOutSamples training samples that are not trained on
 * @param images whether the network takes [n, channels, height, width] rather than [n, features]
 * @param batchSize samples a mini-batch
 * @param epochSamples samples an epoch at most; where there are more, all of them, in random order,
 *     are dealt out to as many epochs as that gives, and then anew
 * @param shift how many pixels training images are moved at most, at random
 * @param seed decides orders and shifts
 */
record RecipeData(
    Dataset data,
    Samples heldOutSamples,
    boolean images,
    int batchSize,
    int epochSamples,
    int shift,
    long seed)
    implements TrainingData {

  private static final int MEASURED_AT_ONCE = 500;
  private static final long SEEDS_APART = 1_000_003;

  /** For measuring alone. */
  static RecipeData toMeasure(Dataset data, boolean images) {
    return new RecipeData(data, data.test(), images, 1, data.train().size(), 0, 0);
  }

  @Override
  public DataSetIterator epoch(int epoch) {
    long ofEpoch = seed * SEEDS_APART + epoch;
    MiniBatches batches = MiniBatches.shuffled(part(epoch), data.classes(), batchSize, ofEpoch);
    RandomShift shifts = new RandomShift(data.shape(), shift, ofEpoch);
    batches.setPreProcessor(
        batch -> {
          shifts.preProcess(batch);
          shape(batch);
        });
    return batches;
  }

  private Samples part(int epoch) {
    int all = data.train().size();
    if (epochSamples >= all) {
      return data.train();
    }
    int parts = all / epochSamples;
    int[] order = SelectedSamples.shuffled(all, seed * SEEDS_APART + (epoch - 1) / parts);
    int start = (epoch - 1) % parts * epochSamples;
    return new SelectedSamples(
        data.train(), Arrays.copyOfRange(order, start, start + epochSamples));
  }

  private void shape(DataSet batch) {
    if (images) {
      SampleShape shape = data.shape();
      INDArray x = batch.getFeatures();
      batch.setFeatures(x.reshape('c', x.size(0), shape.channels(), shape.height(), shape.width()));
    }
  }

  @Override
  public int batches() {
    return MiniBatches.count(Math.min(epochSamples, data.train().size()), batchSize);
  }

  @Override
  public DataSetIterator heldOut() {
    return inOrder(heldOutSamples, MEASURED_AT_ONCE);
  }

  @Override
  public DataSetIterator test() {
    return inOrder(data.test(), MEASURED_AT_ONCE);
  }

  /** Batches of any samples in the shape that the network takes. */
  MiniBatches inOrder(Samples samples, int size) {
    MiniBatches batches = MiniBatches.inOrder(samples, data.classes(), size);
    batches.setPreProcessor(this::shape);
    return batches;
  }
}
