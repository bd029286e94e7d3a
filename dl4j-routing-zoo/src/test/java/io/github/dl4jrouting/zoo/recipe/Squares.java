package io.github.dl4jrouting.zoo.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Bright squares on a dark ground, whose place is the class. */
record Squares() implements TrainingData {

  private static DataSetIterator batches(long seed, int count) {
    Random random = new Random(seed);
    List<DataSet> batches = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      INDArray x = Nd4j.zeros(DataType.FLOAT, 8, 1, 16, 16);
      INDArray y = Nd4j.zeros(DataType.FLOAT, 8, 2);
      for (int n = 0; n < 8; n++) {
        int label = random.nextInt(2);
        for (int i = 0; i < 20; i++) {
          x.putScalar(
              new int[] {n, 0, 4 + random.nextInt(8), 8 * label + random.nextInt(8)},
              random.nextFloat());
        }
        y.putScalar(n, label, 1);
      }
      batches.add(new DataSet(x, y));
    }
    return new ExistingDataSetIterator(batches);
  }

  @Override
  public DataSetIterator epoch(int epoch) {
    return batches(epoch, 3);
  }

  @Override
  public int batches() {
    return 3;
  }

  @Override
  public DataSetIterator heldOut() {
    return batches(-1, 4);
  }

  @Override
  public DataSetIterator test() {
    return batches(-2, 4);
  }
}
