package io.github.dl4jrouting.inference;

import static io.github.dl4jrouting.inference.Transfer.floats;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.router.RouterLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kernels of DL4J's and this project's layers, with their weights read. */
final class LayerKernels {
  private LayerKernels() {}

  /** The kernel of a layer without a preprocessor, as {@link Kernels#of} has it. */
  static Optional<Kernel> of(Layer layer, CNN2DFormat format) {
    if (layer instanceof BaseWrapperLayer) {
      // It tells of itself what the layer inside it is.
      return Optional.empty();
    }
    var configuration = layer.conf().getLayer();
    Class<?> type = configuration.getClass();
    if (type == SkipConnectionLayer.class) {
      return skip(layer, (SkipConnectionLayer) configuration, format);
    }
    if (type == RouterLayer.class) {
      return router(layer, (RouterLayer) configuration, format);
    }
    if (type == ActivityGateLayer.class) {
      return gate((ActivityGateLayer) configuration, Thresholded.of(layer).threshold(), format);
    }
    return ImageKernels.of(layer, format)
        .or(() -> SequenceKernels.of(layer, format))
        .or(() -> format == CNN2DFormat.NCHW ? ofAnyFormat(layer) : Optional.empty());
  }

  /** Of layers that do not ask where channels are. */
  private static Optional<Kernel> ofAnyFormat(Layer layer) {
    var configuration = layer.conf().getLayer();
    Class<?> type = configuration.getClass();
    if (type == ActivationLayer.class) {
      return map(((ActivationLayer) configuration).getActivationFn());
    }
    if (type == LossLayer.class) {
      return map(((LossLayer) configuration).getActivationFn());
    }
    if (type == DropoutLayer.class) {
      return Optional.of(new MapKernel(Pointwise.IDENTITY, false));
    }
    if (type == EmbeddingLayer.class) {
      return EmbeddingKernel.of(layer, (EmbeddingLayer) configuration, false);
    }
    if (type == PReLULayer.class) {
      return Optional.of(prelu(layer));
    }
    if (type == ElementWiseMultiplicationLayer.class) {
      return Pointwise.of(((ElementWiseMultiplicationLayer) configuration).getActivationFn())
          .map(function -> multiplication(layer, function));
    }
    if (type == RepeatVector.class) {
      RepeatVector repeat = (RepeatVector) configuration;
      return repeat.getDataFormat() == RNNFormat.NCW
          ? Optional.of(new RepeatKernel(repeat.getN()))
          : Optional.empty();
    }
    if (type == ConfidenceGateLayer.class) {
      ConfidenceGateLayer gate = (ConfidenceGateLayer) configuration;
      double threshold = Thresholded.of(layer).threshold();
      return Optional.of(new ConfidenceKernel(gate.measure(), threshold, gate.getLayerName()));
    }
    return configuration instanceof FeedForwardLayer dense
        ? dense(layer, new int[] {Math.toIntExact(dense.getNIn())})
        : Optional.empty();
  }

  private static Kernel prelu(Layer layer) {
    INDArray alpha = layer.getParam(PReLUParamInitializer.WEIGHT_KEY);
    int[] shape = Arrays.stream(alpha.shape()).mapToInt(Math::toIntExact).toArray();
    return new PReluKernel(shape, floats(alpha, 'c'));
  }

  /** w ⊙ x + b. */
  private static Kernel multiplication(Layer layer, Pointwise function) {
    return new AffineKernel(
        floats(layer.getParam("W"), 'c'), floats(layer.getParam("b"), 'c'), function);
  }

  /** What a dense layer with layer normalization does before that, as {@link Kernels#of} has it. */
  static Optional<Kernel> beforeNorm(Layer layer, DenseLayer configuration, CNN2DFormat format) {
    if (!Gemm.isAvailable() || format == CNN2DFormat.NHWC) {
      return Optional.empty();
    }
    int nOut = Math.toIntExact(configuration.getNOut());
    int[] row = {Math.toIntExact(configuration.getNIn())};
    float[] w = floats(layer.getParam("W"), 'c');
    return Optional.of(new DenseKernel(row, nOut, w, new float[nOut], Pointwise.IDENTITY, false));
  }

  /** Its layer normalization, bias and activation function. */
  static Optional<Kernel> norm(Layer layer, DenseLayer configuration) {
    float[] gain = floats(layer.getParam(DefaultParamInitializer.GAIN_KEY), 'c');
    float[] bias =
        configuration.hasBias() ? floats(layer.getParam("b"), 'c') : new float[gain.length];
    return Pointwise.of(configuration.getActivationFn())
        .map(function -> new LayerNormKernel(gain, bias, function));
  }

  /** The kernel of a gate, as {@link Kernels#of} has it. */
  static Optional<Kernel> gate(ActivityGateLayer gate, double threshold, CNN2DFormat format) {
    boolean channelsLast = gate.layout().featureDimension() > 1;
    if (!Gemm.isAvailable() || format == CNN2DFormat.NHWC && !channelsLast) {
      return Optional.empty();
    }
    int dimension = format == CNN2DFormat.NHWC ? 0 : gate.layout().featureDimension() - 1;
    return Optional.of(new GateKernel(gate, threshold, dimension));
  }

  /** A function of numbers, or the softmax over the channels of each position. */
  static Optional<Kernel> ofChannels(IActivation activation) {
    return activation.getClass() == ActivationSoftmax.class
        ? Optional.of(new ChannelSoftmaxKernel())
        : map(activation);
  }

  private static Optional<Kernel> map(IActivation activation) {
    if (activation.getClass() == ActivationSoftmax.class) {
      return Optional.of(new MapKernel(Pointwise.IDENTITY, true));
    }
    return Pointwise.of(activation).map(function -> new MapKernel(function, false));
  }

  /**
   * A dense or output layer; nothing for any other.
   *
   * @param inShape the shape of one row of its input
   */
  static Optional<Kernel> dense(Layer layer, int[] inShape) {
    return dense(layer, inShape, UnaryOperator.identity());
  }

  /**
   * The same for flattened images that DL4J has with their channels last.
   *
   * @param images the shape of an image, channels first
   */
  static Optional<Kernel> denseOfChannelsLast(Layer layer, int[] images) {
    return dense(layer, images, w -> channelsFirst(w, images));
  }

  /** Weights [H · W · C, outputs] as [C · H · W, outputs]. */
  private static float[] channelsFirst(float[] w, int[] image) {
    int positions = image[1] * image[2];
    int outputs = w.length / (image[0] * positions);
    float[] first = new float[w.length];
    for (int c = 0; c < image[0]; c++) {
      for (int p = 0; p < positions; p++) {
        int from = (p * image[0] + c) * outputs;
        System.arraycopy(w, from, first, (c * positions + p) * outputs, outputs);
      }
    }
    return first;
  }

  private static Optional<Kernel> dense(
      Layer layer, int[] inShape, UnaryOperator<float[]> inOrder) {
    Class<?> type = layer.conf().getLayer().getClass();
    return type == DenseLayer.class
            || type == OutputLayer.class
            || type == CenterLossOutputLayer.class
        ? weighted(layer, inShape, inOrder).map(Kernel.class::cast)
        : Optional.empty();
  }

  /**
   * What a layer with the parameters of a dense one computes of a row.
   *
   * @param inShape the shape of one row of its input
   * @param inOrder puts weights in the order of the input
   */
  static Optional<DenseKernel> weighted(
      Layer layer, int[] inShape, UnaryOperator<float[]> inOrder) {
    FeedForwardLayer configuration = (FeedForwardLayer) layer.conf().getLayer();
    boolean bias =
        configuration instanceof DenseLayer dense
            ? dense.hasBias()
            : ((BaseOutputLayer) configuration).hasBias();
    boolean normed = configuration instanceof DenseLayer dense && dense.hasLayerNorm();
    IActivation activation = configuration.getActivationFn();
    boolean softmax = activation.getClass() == ActivationSoftmax.class;
    Optional<Pointwise> function =
        softmax ? Optional.of(Pointwise.IDENTITY) : Pointwise.of(activation);
    boolean fits = Shapes.size(inShape) == configuration.getNIn();
    if (!Gemm.isAvailable() || normed || function.isEmpty() || !fits) {
      return Optional.empty();
    }
    int nOut = Math.toIntExact(configuration.getNOut());
    float[] w = inOrder.apply(floats(layer.getParam("W"), 'c'));
    float[] b = bias ? floats(layer.getParam("b"), 'c') : new float[nOut];
    return Optional.of(new DenseKernel(inShape, nOut, w, b, function.get(), softmax));
  }

  private static Optional<Kernel> skip(
      Layer layer, SkipConnectionLayer configuration, CNN2DFormat format) {
    InputLayout layout = configuration.layout();
    if (configuration.projection()) {
      return Gemm.isAvailable() && reads(layout, format)
          ? Optional.of(projection(layer, configuration))
          : Optional.empty();
    }
    boolean fits = configuration.perFeature() ? reads(layout, format) : format == CNN2DFormat.NCHW;
    if (!fits) {
      return Optional.empty();
    }
    float[] scale = floats(layer.getParam("W"), 'c');
    float[] shift =
        configuration.hasBias() ? floats(layer.getParam("b"), 'c') : new float[scale.length];
    Kernel affine = new AffineKernel(scale, shift, Pointwise.IDENTITY);
    return Optional.of(layout.isSequence() ? ReshapedKernel.ofSequences(affine) : affine);
  }

  /** Whether features come first where a kernel reads them. */
  private static boolean reads(InputLayout layout, CNN2DFormat format) {
    return (layout.featureDimension() > 1) == (format == CNN2DFormat.NHWC);
  }

  /** A dense layer, of each step where there are steps, or a convolution of 1×1; without a bias. */
  private static Kernel projection(Layer layer, SkipConnectionLayer configuration) {
    int inputs = Math.toIntExact(configuration.getNIn());
    int outputs = Math.toIntExact(configuration.getNOut());
    if (!configuration.layout().isConvolutional()) {
      float[] w = floats(layer.getParam("W"), 'c');
      float[] bias = new float[outputs];
      DenseKernel dense =
          new DenseKernel(new int[] {inputs}, outputs, w, bias, Pointwise.IDENTITY, false);
      return configuration.layout().isSequence()
          ? new TimeDistributedKernel(dense.prepared())
          : dense;
    }
    float[] w = floats(layer.getParam("W").transpose(), 'c');
    return ConvolutionKernel.projection(inputs, outputs, w, configuration.stride());
  }

  private static Optional<Kernel> router(
      Layer layer, RouterLayer configuration, CNN2DFormat format) {
    Optional<Pointwise> hidden = Pointwise.of(configuration.getActivationFn());
    int[] sizes = configuration.hiddenSizes();
    boolean unknown = hidden.isEmpty() && sizes.length > 0;
    if (!Gemm.isAvailable() || !reads(configuration.layout(), format) || unknown) {
      return Optional.empty();
    }
    Optional<float[][]> attention =
        configuration.featureAttention()
            ? Optional.of(
                new float[][] {floats(layer.getParam("u"), 'c'), floats(layer.getParam("c"), 'c')})
            : Optional.empty();
    List<Dense> layers = new ArrayList<>();
    int width = Math.toIntExact(configuration.getNIn());
    for (int i = 0; i <= sizes.length; i++) {
      boolean last = i == sizes.length;
      int outputs = last ? configuration.paths() : sizes[i];
      float[] w = floats(layer.getParam("W" + i), 'c');
      float[] b = floats(layer.getParam("b" + i), 'c');
      Pointwise function = last ? Pointwise.IDENTITY : hidden.get();
      layers.add(new DenseKernel(new int[] {width}, outputs, w, b, function, false).prepared());
      width = outputs;
    }
    return Optional.of(
        new RouterKernel(configuration, configuration.getLayerName(), attention, layers));
  }
}
