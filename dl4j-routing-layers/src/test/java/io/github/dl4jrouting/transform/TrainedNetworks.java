package io.github.dl4jrouting.transform;

import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks, each trained for a few steps, with data that fits. */
enum TrainedNetworks {
  RESIDUAL_MLP {
    @Override
    ComputationGraph build() {
      GraphBuilder graph = graph(new Adam(0.01)).addInputs("in");
      graph.addLayer("stem", dense(12), "in");
      String x = "stem";
      for (int i = 0; i < 3; i++) {
        graph.addLayer("d" + i, dense(16), x);
        graph.addLayer("e" + i, dense(12), "d" + i);
        graph.addVertex("add" + i, add(), x, "e" + i);
        x = "add" + i;
      }
      graph.addLayer("out", output(4), x).setOutputs("out");
      return init(graph.setInputTypes(InputType.feedForward(10)));
    }
  },
  RESNET {
    @Override
    ComputationGraph build() {
      GraphBuilder graph = graph(new Nesterovs(0.05, 0.9)).addInputs("in");
      graph.addLayer("stem", conv(4, 1), "in");
      graph.addLayer("b0-conv1", conv(4, 1), "stem");
      graph.addLayer("b0-bn1", norm(Activation.RELU), "b0-conv1");
      graph.addLayer("b0-conv2", conv(4, 1), "b0-bn1");
      graph.addLayer("b0-bn2", norm(Activation.IDENTITY), "b0-conv2");
      graph.addVertex("b0-add", add(), "b0-bn2", "stem");
      graph.addLayer("b0-relu", new ActivationLayer(Activation.RELU), "b0-add");
      graph.addLayer("b1-conv1", conv(6, 2), "b0-relu");
      graph.addLayer("b1-bn1", norm(Activation.RELU), "b1-conv1");
      graph.addLayer("b1-conv2", conv(6, 1), "b1-bn1");
      graph.addLayer(
          "b1-short", new ConvolutionLayer.Builder(1, 1).stride(2, 2).nOut(6).build(), "b0-relu");
      graph.addVertex("b1-add", add(), "b1-conv2", "b1-short");
      graph.addLayer("b1-relu", new ActivationLayer(Activation.RELU), "b1-add");
      graph.addLayer("b2-conv1", conv(6, 1), "b1-relu");
      graph.addLayer("b2-bn1", norm(Activation.RELU), "b2-conv1");
      graph.addVertex("b2-add", add(), "b1-relu", "b2-bn1");
      graph.addLayer("pool", new GlobalPoolingLayer(), "b2-add");
      graph.addLayer("out", output(4), "pool").setOutputs("out");
      return init(graph.setInputTypes(InputType.convolutional(8, 8, 2)));
    }

    @Override
    InputType[] types() {
      return new InputType[] {InputType.convolutional(8, 8, 2)};
    }
  },
  PLAIN_MLP {
    @Override
    ComputationGraph build() {
      GraphBuilder graph = graph(new Adam(0.01)).addInputs("in");
      graph.addLayer("l0", dense(8), "in");
      graph.addLayer("l1", dense(8), "l0");
      graph.addLayer("l2", dense(8), "l1");
      graph.addLayer("drop", new DropoutLayer(0.8), "l2");
      graph.addLayer("l3", dense(8), "drop");
      graph.addLayer("out", output(4), "l3").setOutputs("out");
      return init(graph.setInputTypes(InputType.feedForward(10)));
    }
  },
  LSTM_STACK {
    @Override
    ComputationGraph build() {
      GraphBuilder graph = graph(new Adam(0.01)).addInputs("in");
      graph.addLayer("l0", new LSTM.Builder().nOut(6).build(), "in");
      graph.addLayer("l1", new LSTM.Builder().nOut(6).build(), "l0");
      graph.addLayer("l2", new LSTM.Builder().nOut(6).build(), "l1");
      RnnOutputLayer.Builder out = new RnnOutputLayer.Builder(LossFunction.MCXENT);
      graph.addLayer("out", out.nOut(3).activation(Activation.SOFTMAX).build(), "l2");
      return init(graph.setOutputs("out").setInputTypes(InputType.recurrent(5, 7)));
    }
  },
  TWO_INPUTS_TWO_OUTPUTS {
    @Override
    ComputationGraph build() {
      GraphBuilder graph = graph(new Adam(0.01)).addInputs("a", "b");
      graph.addLayer("la", dense(6), "a").addLayer("lb", dense(6), "b");
      graph.addVertex("merge", new MergeVertex(), "la", "lb");
      graph.addLayer("f", dense(12), "merge");
      graph.addVertex("sum", add(), "f", "merge");
      graph.addLayer("g", dense(12), "sum");
      graph.addLayer("out1", output(4), "g").addLayer("out2", output(3), "sum");
      return init(
          graph
              .setOutputs("out1", "out2")
              .setInputTypes(InputType.feedForward(10), InputType.feedForward(5)));
    }
  },
  MULTI_LAYER {
    @Override
    ComputationGraph build() {
      return LayeredNetworks.toGraph(layered());
    }
  };

  abstract ComputationGraph build();

  InputType[] types() {
    return new InputType[0];
  }

  RoutingTransform transform() {
    return RoutingTransform.of(trained(), types());
  }

  ComputationGraph trained() {
    ComputationGraph network = build();
    train(network, 3);
    return network;
  }

  static void train(ComputationGraph network, int steps) {
    for (int i = 0; i < steps; i++) {
      Nd4j.getRandom().setSeed(100 + i);
      network.fit(data(network, 9, 7 + i));
    }
  }

  /** Random features and labels that fit the network's inputs and outputs. */
  static MultiDataSet data(ComputationGraph network, int samples, long seed) {
    Random random = new Random(seed);
    INDArray[] features =
        network.getConfiguration().getNetworkInputs().stream()
            .map(name -> random(random, inputShape(network, name, samples)))
            .toArray(INDArray[]::new);
    INDArray[] outputs = network.output(features);
    INDArray[] labels = new INDArray[outputs.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = oneHot(random, outputs[i].shape());
    }
    return new MultiDataSet(features, labels);
  }

  private static long[] inputShape(ComputationGraph network, String input, int samples) {
    if (network.getVertex("l0") != null
        && network.getLayer("l0") instanceof org.deeplearning4j.nn.layers.recurrent.LSTM) {
      return new long[] {samples, 5, 7};
    }
    if (network.getVertex("b0-conv1") != null) {
      return new long[] {samples, 2, 8, 8};
    }
    return new long[] {samples, input.equals("b") ? 5 : 10};
  }

  private static INDArray random(Random random, long... shape) {
    INDArray array = Nd4j.create(shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextGaussian());
    }
    return array;
  }

  private static INDArray oneHot(Random random, long... shape) {
    INDArray labels = Nd4j.create(shape);
    for (int n = 0; n < shape[0]; n++) {
      if (shape.length == 2) {
        labels.putScalar(n, random.nextInt((int) shape[1]), 1);
        continue;
      }
      for (int t = 0; t < shape[2]; t++) {
        labels.putScalar(n, random.nextInt((int) shape[1]), t, 1);
      }
    }
    return labels;
  }

  static MultiLayerNetwork layered() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .updater(new Adam(0.01))
            .l2(1e-3)
            .activation(Activation.TANH)
            .list()
            .layer(dense(8))
            .layer(dense(8))
            .layer(new BatchNormalization())
            .layer(dense(8))
            .layer(output(4))
            .setInputType(InputType.feedForward(10))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  private static GraphBuilder graph(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .updater(updater)
        .biasUpdater(new Adam(0.003))
        .l2(1e-3)
        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
        .gradientNormalizationThreshold(0.5)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.TANH)
        .graphBuilder();
  }

  private static ComputationGraph init(GraphBuilder graph) {
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private static DenseLayer dense(int units) {
    return new DenseLayer.Builder().nOut(units).build();
  }

  private static ConvolutionLayer conv(int channels, int stride) {
    return new ConvolutionLayer.Builder(3, 3).stride(stride, stride).nOut(channels).build();
  }

  private static BatchNormalization norm(Activation activation) {
    return new BatchNormalization.Builder().activation(activation).build();
  }

  private static ElementWiseVertex add() {
    return new ElementWiseVertex(ElementWiseVertex.Op.Add);
  }

  private static OutputLayer output(int classes) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(classes)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
