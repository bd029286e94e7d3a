package io.github.dl4jrouting.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** A calibration split as batches in memory, checked. */
final class CalibrationData {
  private CalibrationData() {}

  static MultiDataSetIterator multi(DataSetIterator data) {
    return new MultiDataSetIteratorAdapter(data);
  }

  static List<MultiDataSet> batches(MultiDataSetIterator data) {
    if (data.resetSupported()) {
      data.reset();
    }
    List<MultiDataSet> batches = new ArrayList<>();
    while (data.hasNext()) {
      MultiDataSet batch = data.next();
      checkFeatures(batch, batches.size());
      batches.add(batch);
    }
    if (batches.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected a calibration split with samples, found none. Check the iterator.");
    }
    return batches;
  }

  /** All batches of a split that has to have labels. */
  static List<MultiDataSet> labelled(MultiDataSetIterator data) {
    List<MultiDataSet> batches = batches(data);
    if (!hasLabels(batches)) {
      throw new IllegalArgumentException(
          "Expected labels in every batch, found some without. Without labels, set thresholds by"
              + " skip ratio: SkipRatioCalibrator.");
    }
    return batches;
  }

  static void checkClasses(long distinct) {
    if (distinct < 2) {
      throw new IllegalArgumentException(
          "Expected at least two classes in the calibration split, found one. Shuffle the data"
              + " before you split it.");
    }
  }

  static void checkFeatures(MultiDataSet batch, int index) {
    for (INDArray features : batch.getFeatures()) {
      double sum = features.sumNumber().doubleValue();
      if (Double.isNaN(sum) || Double.isInfinite(sum)) {
        throw new IllegalArgumentException(
            "Calibration batch "
                + index
                + ": expected finite features, found NaN or infinity. Clean the data.");
      }
    }
  }

  static boolean hasLabels(List<MultiDataSet> batches) {
    return batches.stream()
        .allMatch(
            b -> b.getLabels() != null && b.getLabels().length > 0 && b.getLabels()[0] != null);
  }

  /**
   * The class of every sample.
   *
   * @param classes how many the network knows
   */
  static int[] labels(List<MultiDataSet> batches, long classes) {
    return batches.stream().flatMapToInt(b -> Arrays.stream(labels(b, classes))).toArray();
  }

  private static int[] labels(MultiDataSet batch, long classes) {
    INDArray labels = batch.getLabels()[0];
    if (labels.rank() != 2 || labels.size(1) != classes) {
      throw new IllegalArgumentException(
          "Expected one-hot labels of shape [N, "
              + classes
              + "], one column for each class that the network knows, found "
              + Arrays.toString(labels.shape())
              + ". Labels are out of the network's range, or it is no classifier of samples.");
    }
    double[] flat = labels.dup('c').data().asDouble();
    int[] result = new int[(int) labels.size(0)];
    for (int n = 0; n < result.length; n++) {
      double[] row = Arrays.copyOfRange(flat, (int) (n * classes), (int) ((n + 1) * classes));
      int ones = 0;
      for (int c = 0; c < row.length; c++) {
        if (row[c] == 1) {
          ones++;
          result[n] = c;
        } else if (row[c] != 0) {
          ones = -row.length;
        }
      }
      if (ones != 1) {
        throw new IllegalArgumentException(
            "Sample "
                + n
                + " of a calibration batch: expected a one-hot label, a single 1 among zeros, found "
                + Arrays.toString(row)
                + ". Check that class numbers lie between 0 and "
                + (classes - 1)
                + ".");
      }
    }
    return result;
  }
}
