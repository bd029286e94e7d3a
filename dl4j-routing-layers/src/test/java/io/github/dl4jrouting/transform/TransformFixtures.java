package io.github.dl4jrouting.transform;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** What tests of other packages use of {@link TrainedNetworks}. */
public final class TransformFixtures {
  private TransformFixtures() {}

  public static ComputationGraph residualImages() {
    return TrainedNetworks.RESNET.trained();
  }

  public static InputType imageType() {
    return TrainedNetworks.RESNET.types()[0];
  }

  public static MultiDataSet data(ComputationGraph network, int samples) {
    return TrainedNetworks.data(network, samples, 77);
  }
}
