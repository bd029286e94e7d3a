package io.github.dl4jrouting.examples.data;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A classification task: samples to train on and samples to test on.
 *
 * @param name the name the command line gives it
 * @param train training samples
 * @param test samples never trained on
 * @param classNames what the classes are called, by class index; at least 2
 */
public record Dataset(String name, Samples train, Samples test, List<String> classNames) {

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
    classNames = List.copyOf(classNames);
    if (classNames.size() < 2) {
      throw new IllegalArgumentException(
          name + ": expected at least 2 classes, found " + classNames.size());
    }
  }

  /**
   * A task whose classes are called 0, 1, 2 and so on.
   *
   * @param name the name the command line gives it
   * @param train training samples
   * @param test samples never trained on
   * @param classes number of classes, at least 2
   */
  public Dataset(String name, Samples train, Samples test, int classes) {
    this(name, train, test, IntStream.range(0, classes).mapToObj(String::valueOf).toList());
  }

  /**
   * Number of classes.
   *
   * @return at least 2
   */
  public int classes() {
    return classNames.size();
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
    return new Dataset(name, train.first(trainSamples), test.first(testSamples), classNames);
  }

  /**
   * The same task with other training samples.
   *
   * @param samples what to train on instead
   * @return everything else is this one's
   */
  public Dataset trainedOn(Samples samples) {
    return new Dataset(name, samples, test, classNames);
  }

  /**
   * Refuses plain feature vectors, for networks that need rows and columns of pixels.
   *
   * @param what needs images, for instance {@code a convolution}
   * @throws DatasetException if the samples are no images
   */
  public void requireImages(String what) throws DatasetException {
    if (!shape().isImage()) {
      throw new DatasetException(
          name,
          "images, which " + what + " needs",
          "vectors of " + shape().features() + " features",
          "use other data or another network");
    }
  }
}
