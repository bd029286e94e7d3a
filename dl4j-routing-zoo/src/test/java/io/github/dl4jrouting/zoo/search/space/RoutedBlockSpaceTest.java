package io.github.dl4jrouting.zoo.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.RoutedBlock;
import java.io.IOException;
import org.deeplearning4j.arbiter.ComputationGraphSpace;
import org.deeplearning4j.arbiter.layers.DenseLayerSpace;
import org.deeplearning4j.arbiter.layers.OutputLayerSpace;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

class RoutedBlockSpaceTest {

  private static ComputationGraphSpace space() {
    ComputationGraphSpace.Builder graph =
        new ComputationGraphSpace.Builder()
            .seed(5)
            .addInputs("x")
            .setInputTypes(InputType.feedForward(8));
    new RoutedBlockSpace("one", new DenseLayerSpace.Builder().nOut(8).build())
        .residual()
        .router(new RouterLayerSpace.Builder().hidden(new DiscreteParameterSpace<>(0, 4)).build())
        .addTo(graph, "x");
    new RoutedBlockSpace(
            "two",
            new DenseLayerSpace.Builder().nOut(6).build(),
            new DenseLayerSpace.Builder().nOut(8).build())
        .router(
            new ActivityGateLayerSpace.Builder()
                .threshold(new ContinuousParameterSpace(0, 1))
                .build())
        .bypass(
            new SkipConnectionLayerSpace.Builder()
                .initialWeight(new ContinuousParameterSpace(0, 1))
                .build())
        .addTo(graph, "one");
    return graph
        .addLayer(
            "out",
            new OutputLayerSpace.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
            "two")
        .setOutputs("out")
        .build();
  }

  @Test
  void aCandidateIsTheGraphThatRoutedBlockMakes() {
    ComputationGraphSpace space = space();
    new RandomSearchGenerator(space);
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.feedForward(8));
    new RoutedBlock("one", new DenseLayer.Builder().nOut(8).build())
        .residual()
        .router(new io.github.dl4jrouting.router.RouterLayer.Builder().hidden(4).build())
        .addTo(graph, "x");
    new RoutedBlock(
            "two",
            new DenseLayer.Builder().nOut(6).build(),
            new DenseLayer.Builder().nOut(8).build())
        .router(new io.github.dl4jrouting.gate.ActivityGateLayer.Builder().threshold(1).build())
        .bypass(
            new io.github.dl4jrouting.bypass.SkipConnectionLayer.Builder().initialWeight(1).build())
        .addTo(graph, "one");
    ComputationGraphConfiguration expected =
        graph
            .addLayer(
                "out",
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                "two")
            .setOutputs("out")
            .build();

    ComputationGraphConfiguration found = space.getValue(new double[] {1, 1, 1}).getConfiguration();

    assertThat(found.getVertices()).isEqualTo(expected.getVertices());
    assertThat(found.getVertexInputs()).isEqualTo(expected.getVertexInputs());
  }

  @Test
  void aGraphSpaceWithRoutedBlocksComesBackFromJson() throws IOException {
    ComputationGraphSpace space = space();
    new RandomSearchGenerator(space);

    ComputationGraphSpace back = ComputationGraphSpace.fromJson(space.toJson());

    assertThat(back.toJson()).isEqualTo(space.toJson());
    double[] genes = {0.9, 0.3, 0.6};
    assertThat(back.getValue(genes).getConfiguration())
        .isEqualTo(space.getValue(genes).getConfiguration());
  }

  @Test
  void needsALayer() {
    assertThatThrownBy(() -> new RoutedBlockSpace("empty"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
  }
}
