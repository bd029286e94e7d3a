package io.github.dl4jrouting.examples.data;

import java.util.Arrays;
import java.util.List;

/**
 * Parts samples so that every class is on both sides, in its share as nearly as whole samples
 * allow. Both sides are in random order, so that the first of them are of all classes.
 *
 * @param train indices of the samples to train on; not copied
 * @param test indices of the samples to test on; not copied
 */
public record StratifiedSplit(int[] train, int[] test) {

  /**
   * Parts samples.
   *
   * @param where names the samples in an error
   * @param labels class index of each sample
   * @param classNames what the classes are called
   * @param settings share and seed
   * @return the two sides
   * @throws DatasetException if there is only one class, or a class has only one sample
   */
  public static StratifiedSplit of(
      String where, int[] labels, List<String> classNames, SplitSettings settings)
      throws DatasetException {
    int classes = classNames.size();
    if (classes < 2) {
      throw new DatasetException(
          where,
          "at least 2 classes",
          classes == 0 ? "none" : "only '" + classNames.get(0) + "'",
          "a network cannot learn to tell one thing from nothing");
    }
    int[] held = new int[classes];
    Arrays.stream(labels).forEach(label -> held[label]++);
    for (int i = 0; i < classes; i++) {
      if (held[i] < 2) {
        throw new DatasetException(
            where,
            "at least 2 samples of each class, one to train on and one to test on",
            held[i] + " of class '" + classNames.get(i) + "'",
            "add some, or take the class away");
      }
      long wanted = Math.round(settings.testShare() * held[i]);
      held[i] = (int) Math.max(1, Math.min(held[i] - 1, wanted));
    }
    int[] test = new int[Arrays.stream(held).sum()];
    int[] train = new int[labels.length - test.length];
    int trained = 0;
    int tested = 0;
    for (int index : SelectedSamples.shuffled(labels.length, settings.seed())) {
      if (held[labels[index]]-- > 0) {
        test[tested++] = index;
      } else {
        train[trained++] = index;
      }
    }
    return new StratifiedSplit(train, test);
  }
}
