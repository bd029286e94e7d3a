package io.github.dl4jrouting.examples.claims;

import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.skip.ActivitySkipRuntime;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The network of the activity-routing paper: a stem, blocks of one dense layer with ReLU, each
 * behind a gate on mean|x|, and a classifier. The gates are open until {@link #setThreshold} closes
 * them.
 */
final class PlainNetwork {
  private final ComputationGraph graph;
  private final int blocks;

  PlainNetwork(int inputs, int width, int blocks, int classes, long seed) {
    this.blocks = blocks;
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(new Adam(1e-3))
            .weightInit(WeightInit.RELU)
            .activation(Activation.RELU)
            .graphBuilder()
            .addInputs("image")
            .setInputTypes(InputType.feedForward(inputs))
            .addLayer("stem", new DenseLayer.Builder().nOut(width).build(), "image");
    String last = "stem";
    for (int b = 0; b < blocks; b++) {
      DenseLayer dense = new DenseLayer.Builder().nOut(width).build();
      builder.addLayer(
          name(b),
          new ActivitySkipLayer.Builder(dense).threshold(Double.NEGATIVE_INFINITY).build(),
          last);
      last = name(b);
    }
    builder.addLayer(
        "class",
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(classes)
            .activation(Activation.SOFTMAX)
            .weightInit(WeightInit.XAVIER)
            .build(),
        last);
    graph = new ComputationGraph(builder.setOutputs("class").build());
    graph.init();
  }

  private static String name(int block) {
    return "block" + block;
  }

  ComputationGraph graph() {
    return graph;
  }

  void setThreshold(double threshold) {
    for (int b = 0; b < blocks; b++) {
      Thresholded.of(graph.getLayer(name(b))).setThreshold(threshold);
    }
  }

  /** Activations after the stem, [N, width]. */
  INDArray stem(INDArray images) {
    return graph.feedForward(images, false).get("stem");
  }

  /** Share of (sample, block) pairs that the last forward pass left out. */
  double lastSkipRatio() {
    double sum = 0;
    for (int b = 0; b < blocks; b++) {
      sum += ((ActivitySkipRuntime) graph.getLayer(name(b))).skipRatio();
    }
    return sum / blocks;
  }

  /** Which blocks every sample computes when each is judged by its own activity: [N][blocks]. */
  boolean[][] perSample(INDArray images, double threshold) {
    INDArray x = stem(images);
    boolean[][] computed = new boolean[(int) x.size(0)][blocks];
    for (int b = 0; b < blocks; b++) {
      double[] activity = x.norm1(1).divi(x.size(1)).toDoubleVector();
      INDArray through = block(b, x);
      x = x.dup();
      for (int n = 0; n < activity.length; n++) {
        computed[n][b] = activity[n] > threshold;
        if (computed[n][b]) {
          x.putRow(n, through.getRow(n));
        }
      }
    }
    return computed;
  }

  /** The paper's pseudocode (3.1), word for word: one activity for the whole batch. */
  PapersRun papersPseudocode(INDArray images, double threshold) {
    INDArray x = stem(images);
    int skipCount = 0;
    List<Boolean> computed = new ArrayList<>();
    for (int b = 0; b < blocks; b++) {
      double act = x.ameanNumber().doubleValue();
      boolean compute = act > threshold;
      if (act > threshold) {
        skipCount += 1;
      }
      x = compute ? block(b, x) : x;
      computed.add(compute);
    }
    return new PapersRun((double) skipCount / blocks, computed);
  }

  private INDArray block(int b, INDArray x) {
    INDArray w = graph.getParam(name(b) + "_0.W");
    return Transforms.relu(x.mmul(w).addiRowVector(graph.getParam(name(b) + "_0.b")), false);
  }

  /**
   * What the pseudocode gives.
   *
   * @param skipRatio what it calls so
   * @param computed which blocks it computed
   */
  record PapersRun(double skipRatio, List<Boolean> computed) {
    double computedShare() {
      return (double) computed.stream().filter(c -> c).count() / computed.size();
    }
  }
}
