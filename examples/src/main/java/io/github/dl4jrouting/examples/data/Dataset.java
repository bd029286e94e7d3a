package io.github.dl4jrouting.examples.data;

/**
 * A classification task: samples to train on and samples to test on.
 *
 * @param name the name the command line gives it
 * @param train training samples
 * @param test samples never trained on
 * @param classes number of classes, at least 2
 */
public record Dataset(String name, Samples train, Samples test, int classes) {

  /** Rejects sets whose samples differ in shape. */
  public Dataset {
    if (!train.shape().equals(test.shape())) {
      throw new IllegalArgumentException(
          name
              + ": expected test samples of the training samples' shape "
              + train.shape()
              + ", found "
              + test.shape());
    }
    if (classes < 2) {
      throw new IllegalArgumentException(name + ": expected at least 2 classes, found " + classes);
    }
  }

  /**
   * Shape of every sample.
   *
   * @return [channels, height, width]
   */
  public SampleShape shape() {
    return train.shape();
  }

  /**
   * The same task with fewer samples.
   *
   * @param trainSamples how many training samples to keep at most
   * @param testSamples how many test samples to keep at most
   * @return a view of this
   */
  public Dataset limitedTo(int trainSamples, int testSamples) {
    return new Dataset(name, train.first(trainSamples), test.first(testSamples), classes);
  }
}
