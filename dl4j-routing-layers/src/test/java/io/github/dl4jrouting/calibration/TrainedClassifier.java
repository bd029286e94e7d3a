package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.RoutedBlock;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A residual network of four blocks, trained on rings that overlap a little. */
final class TrainedClassifier {
  static final int CLASSES = 3;

  private TrainedClassifier() {}

  private static final class Once {
    static final ComputationGraph NETWORK = trainNow();
  }

  /** The same network each time: tests may not change it. */
  static ComputationGraph train() {
    return Once.NETWORK;
  }

  private static ComputationGraph trainNow() {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(11)
            .updater(new Adam(0.005))
            .activation(Activation.TANH)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(4))
            .addLayer("stem", new DenseLayer.Builder().nOut(16).build(), "in");
    String x = "stem";
    for (int i = 0; i < 4; i++) {
      graph.addLayer("d" + i, new DenseLayer.Builder().nOut(16).build(), x);
      graph.addLayer(
          "e" + i,
          new DenseLayer.Builder().nOut(16).activation(Activation.IDENTITY).build(),
          "d" + i);
      graph.addVertex("add" + i, new ElementWiseVertex(ElementWiseVertex.Op.Add), x, "e" + i);
      x = "add" + i;
    }
    graph.addLayer(
        "out",
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(CLASSES)
            .activation(Activation.SOFTMAX)
            .build(),
        x);
    ComputationGraph network = new ComputationGraph(graph.setOutputs("out").build());
    network.init();
    for (int epoch = 0; epoch < 12; epoch++) {
      network.fit(data(1500, 1));
    }
    return network;
  }

  /**
   * Two gated residual blocks, not trained, whose routing vertices add, or where they are apart,
   * additions with a ReLU behind them, which changes nothing of sums of what is not negative.
   */
  static ComputationGraph ofRoutedBlocks(boolean apart) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(11)
            .activation(Activation.RELU)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(4))
            .addLayer("stem", new DenseLayer.Builder().nOut(16).build(), "in");
    String x = "stem";
    for (String name : new String[] {"a", "b"}) {
      RoutedBlock block =
          new RoutedBlock(name, new DenseLayer.Builder().nOut(16).build())
              .router(new ActivityGateLayer.Builder().threshold(-1).build());
      (apart ? block.residual(Activation.RELU) : block.residual()).addTo(graph, x);
      x = name;
    }
    graph.addLayer(
        "out", new OutputLayer.Builder().nOut(CLASSES).activation(Activation.SOFTMAX).build(), x);
    ComputationGraph network = new ComputationGraph(graph.setOutputs("out").build());
    network.init();
    return network;
  }

  static DataSet samples(int count, long seed) {
    Random random = new Random(seed);
    INDArray features = Nd4j.create(count, 4);
    INDArray labels = Nd4j.create(count, CLASSES);
    for (int n = 0; n < count; n++) {
      int label = random.nextInt(CLASSES);
      double angle = random.nextDouble() * 2 * Math.PI;
      double radius = 0.5 + label + 0.25 * random.nextGaussian();
      features.putScalar(n, 0, radius * Math.cos(angle));
      features.putScalar(n, 1, radius * Math.sin(angle));
      features.putScalar(n, 2, random.nextGaussian());
      features.putScalar(n, 3, 1);
      labels.putScalar(n, label, 1);
    }
    return new DataSet(features, labels);
  }

  static DataSetIterator data(int count, long seed) {
    return new ListDataSetIterator<>(samples(count, seed).asList(), 100);
  }
}
