package io.github.dl4jrouting.vertex;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

class NetworkCopyTest {
  private static ComputationGraphConfiguration merging(InputType type) {
    return new NeuralNetConfiguration.Builder()
        .graphBuilder()
        .addInputs("a", "b")
        .setInputTypes(type, type)
        .addVertex("merge", new MergeVertex(), "a", "b")
        .addVertex("frozen", new FrozenVertex(new MergeVertex()), "a", "b")
        .addLayer("out", new ActivationLayer(Activation.RELU), "merge")
        .addLayer("more", new ActivationLayer(Activation.RELU), "frozen")
        .setOutputs("out", "more")
        .build();
  }

  private static int axis(ComputationGraphConfiguration configuration, String name) {
    var vertex = configuration.getVertices().get(name);
    return ((MergeVertex) (vertex instanceof FrozenVertex f ? f.getUnderlying() : vertex))
        .getMergeAxis();
  }

  @Test
  void aCopyMergesTheAxesThatTheOriginalDoes() {
    ComputationGraphConfiguration last =
        merging(InputType.convolutional(4, 5, 3, CNN2DFormat.NHWC));
    ComputationGraphConfiguration first = merging(InputType.convolutional(4, 5, 3));

    assertThat(axis(last.clone(), "merge")).as("why DL4J's clone does not do").isEqualTo(1);
    for (String name : new String[] {"merge", "frozen"}) {
      assertThat(axis(NetworkCopy.configuration(last), name)).as(name).isEqualTo(3);
      assertThat(axis(NetworkCopy.configuration(first), name)).as(name).isEqualTo(1);
    }
  }

  @Test
  void itIsACopy() {
    ComputationGraphConfiguration original = merging(InputType.feedForward(4));

    ComputationGraphConfiguration copy = NetworkCopy.configuration(original);
    copy.getVertices().remove("out");

    assertThat(original.getVertices()).containsKey("out");
  }
}
