package io.github.dl4jrouting.examples.quickstart;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.TrainingMode;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * The two networks of the quickstart, residual perceptrons that differ in their routers alone:
 *
 * <pre>
 *   x = ReLU(W pixels + b)                               stem, pixels → 192
 *   x ← x + F(x), F(x) = ReLU(W x + b)                   6 blocks, 192 → 192
 *   routed: x ← p₀ · (x + F(x)) + p₁ · x, p = router(x)  p is one-hot, so F is computed or it is not
 *   class = softmax(W x + b)
 * </pre>
 *
 * <p>Both start with the same weights. Routers are trained together with the weights, hard in the
 * forward pass and soft in the backward pass; a penalty pulls each router's mean
 * through-probability towards a target.
 *
 * @param inputs number of pixels
 * @param classes number of classes
 * @param seed start of the weights
 * @param epochs after how many the learning rate, which falls linearly, would be zero
 */
record TwinNetworks(int inputs, int classes, long seed, int epochs) {

  static final int BLOCKS = 6;
  static final int WIDTH = 192;
  static final int BATCH = 200;

  private static final double LEARNING_RATE = 0.002;
  private static final double L2 = 1e-4;

  /** Share of He's standard deviation, so that six added blocks do not blow up the sum. */
  private static final double BLOCK_SCALE = 0.4;

  /**
   * Mean through-probability that each router is pulled to. Fewer samples pass than that, for a
   * sample passes where its own probability is above one half.
   */
  private static final double THROUGH_TARGET = 0.43;

  private static final double PENALTY_WEIGHT = 1;

  /** The network that always computes everything. */
  ComputationGraph dense() {
    GraphBuilder graph = stem();
    String last = "stem";
    for (int i = 1; i <= BLOCKS; i++) {
      String name = "block-" + i;
      graph
          .addLayer(name + "-0", block(), last)
          .addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), last, name + "-0");
      last = name;
    }
    return initialised(graph, last);
  }

  /**
   * The network that decides, sample by sample, which blocks to compute. It starts with the dense
   * network's weights and with routers that are open for most samples.
   */
  ComputationGraph routed() {
    GraphBuilder graph = stem();
    String last = "stem";
    for (int i = 1; i <= BLOCKS; i++) {
      String name = "block-" + i;
      new RoutedBlock(name, block()).residual().router(router()).addTo(graph, last);
      last = name;
    }
    ComputationGraph routed = initialised(graph, last);
    for (Layer layer : dense().getLayers()) {
      routed.getLayer(layer.conf().getLayer().getLayerName()).setParams(layer.params());
    }
    return routed;
  }

  private GraphBuilder stem() {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .updater(new Adam(new PolySchedule(ScheduleType.EPOCH, LEARNING_RATE, 1, epochs)))
        .weightInit(WeightInit.RELU)
        .activation(Activation.RELU)
        .l2(L2)
        .graphBuilder()
        .addInputs("pixels")
        .setInputTypes(InputType.feedForward(inputs))
        .addLayer("stem", new DenseLayer.Builder().nOut(WIDTH).build(), "pixels");
  }

  private static DenseLayer block() {
    double deviation = BLOCK_SCALE * Math.sqrt(2.0 / WIDTH);
    return new DenseLayer.Builder()
        .nOut(WIDTH)
        .weightInit(new NormalDistribution(0, deviation))
        .build();
  }

  private static RouterLayer router() {
    return new RouterLayer.Builder()
        .trainingMode(TrainingMode.STRAIGHT_THROUGH)
        .penalty(
            new SparsityPenaltyLoss.Builder().targetRate(THROUGH_TARGET, PENALTY_WEIGHT).build())
        .build();
  }

  private ComputationGraph initialised(GraphBuilder graph, String last) {
    graph
        .addLayer(
            "classes",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build(),
            last)
        .setOutputs("classes");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }
}
