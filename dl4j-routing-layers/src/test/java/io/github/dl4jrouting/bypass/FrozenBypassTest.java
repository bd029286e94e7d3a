package io.github.dl4jrouting.bypass;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.RoutedBlock;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** What docs/routed-block.md says about DL4J's two ways to freeze. */
class FrozenBypassTest {

  private static double weightAfterTraining(Layer bypass) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Sgd(1))
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(4));
    new RoutedBlock("b", new DenseLayer.Builder().nOut(4).build())
        .bypass(bypass)
        .addTo(graph, "in");
    graph.addLayer(
        "out", new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(), "b");
    ComputationGraph network = new ComputationGraph(graph.setOutputs("out").build());
    network.init();
    DataSet data = new DataSet(Nd4j.rand(2, 4), Nd4j.eye(2));
    for (int i = 0; i < 10; i++) {
      network.fit(data);
    }
    return network.getParam("b-bypass_W").getDouble(0);
  }

  private static SkipConnectionLayer.Builder bypass() {
    return new SkipConnectionLayer.Builder().identity();
  }

  @Test
  void aBypassFrozenWithBackpropDriftsUnderL1() {
    assertThat(weightAfterTraining(new FrozenLayerWithBackprop(bypass().build()))).isLessThan(1);
    assertThat(weightAfterTraining(new FrozenLayerWithBackprop(bypass().l1(0).build())))
        .isEqualTo(1);
    assertThat(weightAfterTraining(new FrozenLayer(bypass().build()))).isEqualTo(1);
  }
}
