package io.github.dl4jrouting.examples.analyse;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * B blocks of one dense layer d→d with ReLU on Gaussian samples, each behind an activity gate, and
 * the twin without gates. A gate's threshold is the quantile of the activities that reach it.
 *
 * @param dim d
 * @param blocks B
 * @param seed of weights and samples
 */
record GatedBlocks(int dim, int blocks, long seed) {

  private static final String INPUT = "input";

  ComputationGraph network(boolean gated) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .weightInit(WeightInit.RELU)
            .activation(Activation.RELU)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(InputType.feedForward(dim));
    String last = INPUT;
    for (int b = 1; b <= blocks; b++) {
      String block = "block-" + b;
      graph.addLayer(block + "-0", new DenseLayer.Builder().nOut(dim).build(), last);
      if (gated) {
        ActivityGateLayer gate =
            new ActivityGateLayer.Builder().threshold(Double.NEGATIVE_INFINITY).build();
        graph
            .addLayer(block + "-router", gate, last)
            .addVertex(block, new RoutingVertex(), block + "-router", block + "-0", last);
      }
      last = gated ? block : block + "-0";
    }
    ComputationGraph network = new ComputationGraph(graph.setOutputs(last).build());
    network.init();
    return network;
  }

  /** Batches of Gaussian samples. */
  INDArray[] batches(int count, int batchSize) {
    Random random = new Random(seed);
    INDArray[] batches = new INDArray[count];
    for (int i = 0; i < count; i++) {
      float[] values = new float[Math.multiplyExact(batchSize, dim)];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextGaussian();
      }
      batches[i] = Nd4j.createFromArray(values).reshape('c', batchSize, dim);
    }
    return batches;
  }

  /** Sets the thresholds so that each gate skips its share of the samples, block after block. */
  void skip(ComputationGraph network, double share, INDArray... batches) {
    INDArray all = Nd4j.concat(0, batches);
    for (int b = 1; b <= blocks; b++) {
      String before = b == 1 ? INPUT : "block-" + (b - 1);
      INDArray x = network.feedForward(all, false).get(before);
      double[] activities = x.norm1(1).castTo(DataType.DOUBLE).divi(dim).toDoubleVector();
      Arrays.sort(activities);
      int skipped = (int) Math.round(share * activities.length);
      double threshold =
          skipped == 0
              ? Double.NEGATIVE_INFINITY
              : skipped == activities.length
                  ? Double.POSITIVE_INFINITY
                  : (activities[skipped - 1] + activities[skipped]) / 2;
      Thresholded.of(network.getLayer("block-" + b + "-router")).setThreshold(threshold);
    }
  }
}
