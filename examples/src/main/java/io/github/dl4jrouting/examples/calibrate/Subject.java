package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.data.SampleShape;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.transform.RoutingTransform;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * The network that is calibrated, and how samples are handed to it.
 *
 * @param network the trained network
 * @param transform over its blocks
 * @param images whether it takes [N, channels, height, width] rather than [N, features]
 * @param classes number of classes of the data
 */
public record Subject(
    ComputationGraph network, RoutingTransform transform, boolean images, int classes) {

  private static final int BATCH = 500;

  /**
   * Looks at a network.
   *
   * @param network one with one input and one output, a classifier of the samples
   * @param shape of a sample
   * @param classes number of classes
   * @return the subject
   * @throws IllegalArgumentException if the network does not fit the samples, or has no block that
   *     can be skipped
   */
  public static Subject of(ComputationGraph network, SampleShape shape, int classes) {
    if (network.getNumInputArrays() != 1 || network.getNumOutputArrays() != 1) {
      throw new IllegalArgumentException(
          "expected a network of one input and one output, found "
              + network.getConfiguration().getNetworkInputs()
              + " and "
              + network.getConfiguration().getNetworkOutputs()
              + "; calibrate such a network in code, with ThresholdCalibrator");
    }
    RoutingTransform transform;
    boolean images = false;
    try {
      transform = RoutingTransform.of(network);
    } catch (IllegalArgumentException e) { // says that the input's type has to be named
      InputType type = InputType.convolutional(shape.height(), shape.width(), shape.channels());
      transform = RoutingTransform.of(network, type);
      images = true;
    }
    Subject subject = new Subject(network, transform, images, classes);
    subject.check(shape);
    return subject;
  }

  private void check(SampleShape shape) {
    transform.withActivityGates(); // says what is missing where there is no block
    long expected = transform.inputTypes()[0].arrayElementsPerExample();
    if (expected != shape.features()) {
      throw new IllegalArgumentException(
          "expected samples of the "
              + expected
              + " features that the network reads, found "
              + shape
              + "; choose the data it was trained on with --dataset");
    }
  }

  /**
   * Samples as batches that the network and the calibrator read.
   *
   * @param samples in their order
   * @return labelled batches
   */
  public MultiDataSetIterator batches(Samples samples) {
    return new MultiDataSetIteratorAdapter(batches(samples, BATCH));
  }

  /**
   * Samples as batches of a size.
   *
   * @param samples in their order
   * @param batchSize samples a batch; the last one may have fewer
   * @return labelled batches
   */
  public MiniBatches batches(Samples samples, int batchSize) {
    MiniBatches batches = MiniBatches.inOrder(samples, classes, batchSize);
    if (images) {
      SampleShape shape = samples.shape();
      batches.setPreProcessor(
          batch -> {
            INDArray x = ((org.nd4j.linalg.dataset.DataSet) batch).getFeatures();
            ((org.nd4j.linalg.dataset.DataSet) batch)
                .setFeatures(
                    x.reshape('c', x.size(0), shape.channels(), shape.height(), shape.width()));
          });
    }
    return batches;
  }

  /**
   * Features of samples from everywhere, in batches of one size.
   *
   * @param samples where from
   * @param batchSize samples a batch
   * @param most batches at most; fewer where there are fewer samples, but at least one
   * @return features
   */
  INDArray[] features(Samples samples, int batchSize, int most) {
    return EngineClock.features(samples, batchSize, most, this::batches);
  }
}
