package io.github.dl4jrouting.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Graphs whose vertices read one or two of those before them at random. */
class RandomGraphsTest {
  private static final int WIDTH = 6;

  private static ComputationGraph random(long seed) {
    Random random = new Random(seed);
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(WIDTH))
            .addLayer("v0", new DenseLayer.Builder().nOut(WIDTH).build(), "in");
    List<String> names = new ArrayList<>(List.of("v0"));
    List<String> unread = new ArrayList<>(names);
    for (int i = 1; i < 14; i++) {
      String name = "v" + i;
      String a = names.get(Math.max(0, names.size() - 1 - random.nextInt(3)));
      String b = names.get(Math.max(0, names.size() - 1 - random.nextInt(4)));
      if (random.nextInt(3) == 0 && !a.equals(b)) {
        graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), a, b);
        unread.remove(b);
      } else {
        graph.addLayer(name, layer(random.nextInt(4)), a);
      }
      unread.remove(a);
      names.add(name);
      unread.add(name);
    }
    String last = unread.get(0);
    if (unread.size() > 1) {
      graph.addVertex(
          "all", new ElementWiseVertex(ElementWiseVertex.Op.Add), unread.toArray(String[]::new));
      last = "all";
    }
    graph.addLayer(
        "out", new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(), last);
    ComputationGraph network = new ComputationGraph(graph.setOutputs("out").build());
    network.init();
    return network;
  }

  private static Layer layer(int kind) {
    return switch (kind) {
      case 0 -> new ActivationLayer(Activation.RELU);
      case 1 -> new BatchNormalization();
      default -> new DenseLayer.Builder().nOut(WIDTH).build();
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void openGatesChangeNoBitAndFuseAway(long seed) {
    ComputationGraph network = random(seed);
    RoutingTransform transform =
        RoutingTransform.of(network).kinds(BlockKind.values()).includeFirst(true);
    INDArray x = Nd4j.rand(7, WIDTH);
    INDArray expected = network.outputSingle(x);
    for (Direction direction : Direction.values()) {
      ComputationGraph gated = transform.withActivityGates(ActivityMeasure.MAX_ABS, direction);
      assertThat(gated.outputSingle(x)).isEqualTo(expected);
      ComputationGraph fused = RoutingTransform.fuse(gated);
      assertThat(fused.outputSingle(x)).isEqualTo(expected);
      assertThat(fused.numParams()).isEqualTo(network.numParams());
    }
    for (SkippableBlock block : transform.blocks()) {
      assertThat(block.macs()).as("%s", block).isPositive();
    }
  }
}
