package io.github.dl4jrouting.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

class CostModelTest {
  @Test
  void countsConvolutionsByTheirOutputPositions() {
    CostModel cost =
        CostModel.of(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(12, 10, 3))
                .addLayer("conv", new ConvolutionLayer.Builder(3, 3).nOut(8).build(), "in")
                .addLayer(
                    "depth",
                    new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(2).nOut(16).build(),
                    "conv")
                .addLayer(
                    "separable", new SeparableConvolution2D.Builder(3, 3).nOut(4).build(), "depth")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(5).activation(Activation.SOFTMAX).build(),
                    "separable")
                .setOutputs("out")
                .build(),
            InputType.convolutional(12, 10, 3));
    assertThat(cost.of("conv")).isEqualTo(3L * 9 * 8 * 10 * 8);
    assertThat(cost.of("depth")).isEqualTo(9L * 16 * 8 * 6);
    assertThat(cost.of("separable")).isEqualTo((9L * 16 + 16 * 4) * 6 * 4);
    assertThat(cost.of("out")).isEqualTo(6L * 4 * 4 * 5);
    assertThat(cost.total()).isEqualTo(cost.vertices().stream().mapToLong(VertexCost::macs).sum());
  }

  @Test
  void countsRecurrentLayersByTimeStep() {
    CostModel cost =
        CostModel.of(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("lstm", new LSTM.Builder().nIn(5).nOut(7).build(), "in")
                .addLayer(
                    "out",
                    new RnnOutputLayer.Builder()
                        .nIn(7)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "lstm")
                .setOutputs("out")
                .build(),
            InputType.recurrent(5, 11));
    assertThat(cost.of("lstm")).isEqualTo(11L * 4 * 7 * (5 + 7));
    assertThat(cost.of("out")).isEqualTo(11L * 7 * 3);
  }

  @Test
  void countsRoutersAndGates() {
    ComputationGraphConfiguration configuration = routed();
    ComputationGraphConfiguration before = configuration.clone();
    CostModel cost = CostModel.of(configuration, InputType.feedForward(20));
    assertThat(cost.of("router")).isEqualTo(20L * 6 + 6 * 2);
    assertThat(cost.of("gate")).isEqualTo(20);
    assertThat(cost.of("block")).isEqualTo(400);
    assertThat(cost.of("mixed")).isZero();
    assertThat(configuration).isEqualTo(before);
  }

  @Test
  void namesTheKnownVerticesWhenAskedForAnother() {
    CostModel cost = CostModel.of(routed(), InputType.feedForward(20));
    assertThatThrownBy(() -> cost.of("blok"))
        .hasMessageContaining("\"blok\"")
        .hasMessageContaining("block");
  }

  private static ComputationGraphConfiguration routed() {
    return new NeuralNetConfiguration.Builder()
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.feedForward(20))
        .addLayer("router", new RouterLayer.Builder().paths(2).hidden(6).build(), "in")
        .addLayer("gate", new ActivityGateLayer.Builder().build(), "in")
        .addLayer("block", new DenseLayer.Builder().nOut(20).build(), "in")
        .addVertex("mixed", new RoutingVertex(), "router", "block", "in")
        .addVertex("again", new RoutingVertex(), "gate", "mixed", "in")
        .addLayer(
            "out",
            new OutputLayer.Builder().nOut(5).activation(Activation.SOFTMAX).build(),
            "again")
        .setOutputs("out")
        .build();
  }

  @Test
  void countsEachStepWhereDl4jMakesRowsOfThem() {
    InputType type = InputType.recurrent(5, 9);
    CostModel cost =
        CostModel.of(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(type)
                .addLayer("lstm", new LSTM.Builder().nOut(7).build(), "in")
                .addLayer("dense", new DenseLayer.Builder().nOut(6).build(), "lstm")
                .addLayer("second", new DenseLayer.Builder().nOut(6).build(), "dense")
                .addLayer("next", new LSTM.Builder().nOut(4).build(), "second")
                .addLayer("pool", new GlobalPoolingLayer(), "next")
                .addLayer("pooled", new DenseLayer.Builder().nOut(3).build(), "pool")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(),
                    "pooled")
                .setOutputs("out")
                .build(),
            type);
    assertThat(cost.of("dense")).isEqualTo(9L * 7 * 6);
    assertThat(cost.of("second")).isEqualTo(9L * 6 * 6);
    assertThat(cost.of("next")).isEqualTo(9L * 4 * 4 * (6 + 4));
    assertThat(cost.of("pooled")).isEqualTo(4L * 3);
    assertThat(cost.of("out")).isEqualTo(3L * 2);
  }
}
