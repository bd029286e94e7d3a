package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The activity-routing paper's network as its experiments build it: blocks of one linear layer d→d
 * without an activation function, each behind a gate on mean|x| of its input, and for
 * classification one more linear layer. It is never trained; its weights and biases are uniform
 * within ±1/√d, as PyTorch's {@code nn.Linear} starts.
 *
 * <pre>
 *   x ← A(x) > τ ? W x + b : x          once a block
 * </pre>
 *
 * @param dim d
 * @param layers number of blocks
 * @param classes outputs of the last layer; 0 for none
 * @param threshold τ
 * @param seed of the weights
 */
record PaperNetwork(int dim, int layers, int classes, double threshold, long seed) {

  private static final String INPUT = "input";

  /** The network with gates, which decide sample by sample. */
  ComputationGraph routed() {
    return network(true);
  }

  /** The same weights, with every block computed. */
  ComputationGraph dense() {
    return network(false);
  }

  private ComputationGraph network(boolean routed) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .activation(Activation.IDENTITY)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(InputType.feedForward(dim));
    String last = INPUT;
    for (int b = 1; b <= layers; b++) {
      graph.addLayer(linear(b), new DenseLayer.Builder().nOut(dim).build(), last);
      if (routed) {
        String gate = block(b) + "-router";
        graph
            .addLayer(gate, new ActivityGateLayer.Builder().threshold(threshold).build(), last)
            .addVertex(block(b), new RoutingVertex(), gate, linear(b), last);
      }
      last = routed ? block(b) : linear(b);
    }
    if (classes > 0) {
      graph.addLayer("classes", new DenseLayer.Builder().nOut(classes).build(), last);
      last = "classes";
    }
    ComputationGraph network = new ComputationGraph(graph.setOutputs(last).build());
    network.init();
    SplittableRandom random = new SplittableRandom(seed);
    for (int b = 1; b <= layers; b++) {
      start(network, linear(b), random);
    }
    if (classes > 0) {
      start(network, "classes", random);
    }
    return network;
  }

  private static String block(int number) {
    return "block-" + number;
  }

  private static String linear(int number) {
    return block(number) + "-0";
  }

  private void start(ComputationGraph network, String layer, SplittableRandom random) {
    for (String key : new String[] {"W", "b"}) {
      INDArray values = network.getLayer(layer).getParam(key);
      double bound = 1 / Math.sqrt(dim);
      float[] drawn = new float[Math.toIntExact(values.length())];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = (float) random.nextDouble(-bound, bound);
      }
      values.assign(Nd4j.createFromArray(drawn).reshape('c', values.shape()));
    }
  }

  /**
   * What the paper's code does: one activity for the whole batch.
   *
   * @param output of the network
   * @param computed share of the blocks that were computed, which the paper calls its skip ratio
   */
  record BatchWide(INDArray output, double computed) {}

  /**
   * Runs the paper's rule.
   *
   * @param network from {@link #dense}
   * @param batch {@code [N, d]}
   */
  BatchWide batchWide(ComputationGraph network, INDArray batch) {
    INDArray x = batch;
    int computed = 0;
    for (int b = 1; b <= layers; b++) {
      if (x.ameanNumber().doubleValue() > threshold) {
        x = linear(network, linear(b), x);
        computed++;
      }
    }
    return new BatchWide(
        classes > 0 ? linear(network, "classes", x) : x, (double) computed / layers);
  }

  /**
   * What the blocks would compare with the threshold if each were computed.
   *
   * @param network from {@link #dense}
   * @param batch {@code [N, d]}
   * @return mean|x| before each block, from the first to the last
   */
  double[] activities(ComputationGraph network, INDArray batch) {
    double[] activities = new double[layers];
    INDArray x = batch;
    for (int b = 1; b <= layers; b++) {
      activities[b - 1] = x.ameanNumber().doubleValue();
      x = linear(network, linear(b), x);
    }
    return activities;
  }

  private static INDArray linear(ComputationGraph network, String layer, INDArray x) {
    return x.mmul(network.getLayer(layer).getParam("W"))
        .addiRowVector(network.getLayer(layer).getParam("b"));
  }
}
