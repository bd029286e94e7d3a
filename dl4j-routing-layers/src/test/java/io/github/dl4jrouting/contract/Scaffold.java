package io.github.dl4jrouting.contract;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.input.InputLayout;
import java.util.Random;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A small network around what a contract case tests, in one layout: {@code in → stem → (the case:
 * routed) → out}.
 */
record Scaffold(InputLayout layout) {
  static final int FEATURES = 3;
  static final int CLASSES = 2;
  private static final int INPUTS = 2;
  private static final int HEIGHT = 4;
  private static final int WIDTH = 3;
  private static final int STEPS = 4;

  InputType inputType() {
    return switch (layout) {
      case DENSE -> InputType.feedForward(INPUTS);
      case NCHW -> InputType.convolutional(HEIGHT, WIDTH, INPUTS, CNN2DFormat.NCHW);
      case NHWC -> InputType.convolutional(HEIGHT, WIDTH, INPUTS, CNN2DFormat.NHWC);
      case NCW -> InputType.recurrent(INPUTS, STEPS, RNNFormat.NCW);
      case NWC -> InputType.recurrent(INPUTS, STEPS, RNNFormat.NWC);
    };
  }

  private long[] shape(int samples, int features) {
    return switch (layout) {
      case DENSE -> new long[] {samples, features};
      case NCHW -> new long[] {samples, features, HEIGHT, WIDTH};
      case NHWC -> new long[] {samples, HEIGHT, WIDTH, features};
      case NCW -> new long[] {samples, features, STEPS};
      case NWC -> new long[] {samples, STEPS, features};
    };
  }

  /** Normal inputs whose scale differs from sample to sample, so that gates have a choice. */
  INDArray input(int samples, DataType type) {
    Random random = new Random(11);
    INDArray x = Nd4j.create(type, shape(samples, INPUTS));
    long perSample = x.length() / samples;
    for (long i = 0; i < x.length(); i++) {
      x.putScalar(i, random.nextGaussian() * (0.3 + 0.4 * (i / perSample)));
    }
    return x;
  }

  /** One-hot labels: one a sample, or one a time step. */
  INDArray labels(int samples, DataType type) {
    Random random = new Random(12);
    INDArray y =
        Nd4j.zeros(
            type, layout.isSequence() ? shape(samples, CLASSES) : new long[] {samples, CLASSES});
    for (int n = 0; n < samples; n++) {
      if (!layout.isSequence()) {
        y.putScalar(n, random.nextInt(CLASSES), 1);
      }
      for (int t = 0; layout.isSequence() && t < STEPS; t++) {
        int c = random.nextInt(CLASSES);
        y.putScalar(layout == InputLayout.NCW ? new int[] {n, c, t} : new int[] {n, t, c}, 1);
      }
    }
    return y;
  }

  /** DL4J's mask for this layout: samples, positions or time steps; each leaves something. */
  INDArray mask(int samples, DataType type) {
    long[] shape =
        switch (layout) {
          case DENSE -> new long[] {samples, 1};
          case NCHW, NHWC -> new long[] {samples, 1, HEIGHT, WIDTH};
          case NCW, NWC -> new long[] {samples, STEPS};
        };
    INDArray mask = Nd4j.ones(type, shape);
    long perSample = mask.length() / samples;
    for (int n = 0; n < samples; n++) {
      for (long i = Math.max(1, perSample - n); i < perSample; i++) {
        mask.putScalar(n * perSample + i, 0);
      }
    }
    if (layout == InputLayout.DENSE) {
      mask.putScalar(samples - 1, 0);
    }
    return mask;
  }

  /** Adds "stem", of {@link #FEATURES} features. */
  void begin(GraphBuilder graph) {
    if (layout.isConvolutional()) {
      graph.addLayer("stem-conv", keepingShape(), "in");
      graph.addLayer("stem", new BatchNormalization.Builder().build(), "stem-conv");
    } else {
      graph.addLayer("stem", keepingShape(), "in");
    }
  }

  /** A layer from any number of features to {@link #FEATURES}, positions and steps unchanged. */
  Layer keepingShape() {
    return changingShape(FEATURES, 1);
  }

  /**
   * Like {@link #keepingShape()}, but nothing recurrent; on NWC not a convolution either, because
   * DL4J's fails in its backward pass there.
   */
  Layer wrappable() {
    return switch (layout) {
      case NCW ->
          new Convolution1DLayer.Builder(2)
              .convolutionMode(ConvolutionMode.Same)
              .nOut(FEATURES)
              .build();
      case NWC ->
          new SkipConnectionLayer.Builder().perFeature(true).initialWeight(0.7).l1(0).build();
      case DENSE, NCHW, NHWC -> keepingShape();
    };
  }

  /** A layer to the given features; on images at every stride-th position. */
  Layer changingShape(int features, int stride) {
    return switch (layout) {
      case DENSE -> new DenseLayer.Builder().nOut(features).build();
      case NCHW, NHWC ->
          new ConvolutionLayer.Builder(2, 2)
              .stride(stride, stride)
              .convolutionMode(ConvolutionMode.Same)
              .nOut(features)
              .build();
      case NCW, NWC -> new SimpleRnn.Builder().nOut(features).build();
    };
  }

  /** Adds "out" to "routed". */
  void end(GraphBuilder graph) {
    if (layout.isSequence()) {
      graph.addLayer(
          "out",
          new RnnOutputLayer.Builder(LossFunction.MCXENT)
              .activation(Activation.SOFTMAX)
              .dataFormat(layout == InputLayout.NWC ? RNNFormat.NWC : RNNFormat.NCW)
              .nOut(CLASSES)
              .build(),
          "routed");
      return;
    }
    String features = "routed";
    if (layout.isConvolutional()) {
      graph.addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "routed");
      features = "pool";
    }
    graph.addLayer(
        "out",
        new OutputLayer.Builder(LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .nOut(CLASSES)
            .build(),
        features);
  }
}
