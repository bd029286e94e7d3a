package io.github.dl4jrouting.inference;

import static io.github.dl4jrouting.inference.Transfer.floats;

import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.input.LayerFormat;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kernels of layers of images, and of batch normalization, with their weights read. */
final class ImageKernels {
  private static final Map<Class<?>, Maker<? super Object>> MAKERS = makers();

  private ImageKernels() {}

  /** Makes the kernel of a layer of one type, as {@link #of} has it. */
  private interface Maker<C> {
    Optional<Kernel> of(Layer layer, C configuration, CNN2DFormat format);
  }

  private static Map<Class<?>, Maker<? super Object>> makers() {
    Map<Class<?>, Maker<? super Object>> makers = new HashMap<>();
    put(makers, SubsamplingLayer.class, (layer, c, format) -> pooling(c));
    put(makers, Pooling2D.class, (layer, c, format) -> pooling(c));
    put(makers, GlobalPoolingLayer.class, (layer, c, format) -> global(c, format));
    put(makers, BatchNormalization.class, (layer, c, format) -> normalization(layer, c));
    put(makers, ConvolutionLayer.class, (layer, c, format) -> convolution(layer, c));
    put(makers, Convolution2D.class, (layer, c, format) -> convolution(layer, c));
    put(makers, Deconvolution2D.class, (layer, c, format) -> deconvolution(layer, c));
    put(makers, DepthwiseConvolution2D.class, (layer, c, format) -> depthwise(layer, c));
    put(makers, ZeroPaddingLayer.class, (layer, c, format) -> padded(c));
    put(makers, Cropping2D.class, (layer, c, format) -> cropped(c));
    put(makers, Upsampling2D.class, (layer, c, format) -> upsampled(c));
    put(makers, SpaceToDepthLayer.class, (layer, c, format) -> blocks(c));
    put(makers, LocalResponseNormalization.class, (layer, c, format) -> responses(c));
    put(makers, CnnLossLayer.class, (layer, c, format) -> positions(c));
    put(makers, Yolo2OutputLayer.class, (layer, c, format) -> boundingBoxes(c));
    return makers;
  }

  private static <C> void put(
      Map<Class<?>, Maker<? super Object>> makers, Class<C> type, Maker<? super C> maker) {
    makers.put(type, (layer, c, format) -> maker.of(layer, type.cast(c), format));
  }

  /** The kernel of a layer without a preprocessor, as {@link Kernels#of} has it. */
  static Optional<Kernel> of(Layer layer, CNN2DFormat format) {
    var configuration = layer.conf().getLayer();
    Maker<? super Object> maker = MAKERS.get(configuration.getClass());
    return maker == null || !reads(configuration, format)
        ? Optional.empty()
        : maker.of(layer, configuration, format);
  }

  private static boolean reads(
      org.deeplearning4j.nn.conf.layers.Layer configuration, CNN2DFormat format) {
    return LayerFormat.ofImages(configuration).map(own -> own == format).orElse(true);
  }

  private static Optional<Kernel> padded(ZeroPaddingLayer configuration) {
    return Optional.of(FrameKernel.padding(configuration.getPadding()));
  }

  private static Optional<Kernel> cropped(Cropping2D configuration) {
    return Optional.of(FrameKernel.cropping(configuration.getCropping()));
  }

  private static Optional<Kernel> upsampled(Upsampling2D configuration) {
    int[] size = configuration.getSize();
    return Optional.of(new UpsamplingKernel(size[0], size[1]));
  }

  private static Optional<Kernel> blocks(SpaceToDepthLayer configuration) {
    return Optional.of(new SpaceToDepthKernel(configuration.getBlockSize()));
  }

  private static Optional<Kernel> responses(LocalResponseNormalization configuration) {
    return Optional.of(
        new ResponseNormalizationKernel(
            configuration.getK(),
            configuration.getAlpha(),
            configuration.getBeta(),
            (int) configuration.getN() / 2));
  }

  /** What is computed of each position's channels. */
  private static Optional<Kernel> positions(CnnLossLayer configuration) {
    return LayerKernels.ofChannels(configuration.getActivationFn());
  }

  private static Optional<Kernel> boundingBoxes(Yolo2OutputLayer configuration) {
    return Optional.of(new BoundingBoxKernel(floats(configuration.getBoundingBoxes(), 'c')));
  }

  private static Optional<Kernel> convolution(Layer layer, ConvolutionLayer configuration) {
    return convolution(layer, configuration, window(configuration), layer.getParam("W"));
  }

  /**
   * A convolution.
   *
   * @param w weights [outputs, channels, …] with the window's dimensions behind
   */
  static Optional<Kernel> convolution(
      Layer layer, ConvolutionLayer configuration, Window window, INDArray w) {
    Optional<Pointwise> function = Pointwise.of(configuration.getActivationFn());
    if (!Gemm.isAvailable() || function.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ConvolutionKernel(
            Math.toIntExact(configuration.getNIn()),
            Math.toIntExact(configuration.getNOut()),
            window,
            floats(w, 'c'),
            bias(layer, configuration),
            function.get()));
  }

  private static Window window(ConvolutionLayer configuration) {
    return new Window(
        configuration.getKernelSize(),
        configuration.getStride(),
        configuration.getPadding(),
        configuration.getDilation(),
        plain(configuration.getConvolutionMode()));
  }

  /** Causal is for convolutions of sequences; DL4J computes others as if they were not. */
  static ConvolutionMode plain(ConvolutionMode mode) {
    return mode == ConvolutionMode.Causal ? ConvolutionMode.Truncate : mode;
  }

  private static float[] bias(Layer layer, ConvolutionLayer configuration) {
    return configuration.hasBias()
        ? floats(layer.getParam("b"), 'c')
        : new float[Math.toIntExact(configuration.getNOut())];
  }

  private static Optional<Kernel> deconvolution(Layer layer, Deconvolution2D configuration) {
    Optional<Pointwise> function = Pointwise.of(configuration.getActivationFn());
    Window window = window(configuration);
    if (!Gemm.isAvailable() || function.isEmpty() || !DeconvolutionKernel.suits(window)) {
      return Optional.empty();
    }
    // [channel, output, height, width] as [output, channel, height, width].
    float[] w = floats(layer.getParam("W").permute(1, 0, 2, 3), 'c');
    return Optional.of(
        new DeconvolutionKernel(
            Math.toIntExact(configuration.getNIn()),
            Math.toIntExact(configuration.getNOut()),
            window,
            new Filters(w, bias(layer, configuration)),
            function.get()));
  }

  private static Optional<Kernel> depthwise(Layer layer, DepthwiseConvolution2D configuration) {
    Optional<Pointwise> function = Pointwise.of(configuration.getActivationFn());
    if (function.isEmpty()) {
      return Optional.empty();
    }
    // [height, width, channel, result] as [channel, result, height, width].
    float[] w = floats(layer.getParam("W").permute(2, 3, 0, 1), 'c');
    return Optional.of(
        new DepthwiseKernel(
            Math.toIntExact(configuration.getNIn()),
            configuration.getDepthMultiplier(),
            window(configuration),
            w,
            bias(layer, configuration),
            function.get()));
  }

  /** What a separable convolution does first: a convolution of each channel by itself. */
  static Optional<Kernel> ofChannels(Layer layer, CNN2DFormat format) {
    SeparableConvolution2D configuration = (SeparableConvolution2D) layer.conf().getLayer();
    if (!reads(configuration, format)) {
      return Optional.empty();
    }
    int inputs = Math.toIntExact(configuration.getNIn());
    int multiplier = configuration.getDepthMultiplier();
    // [result, channel, height, width] as [channel, result, height, width].
    float[] w =
        floats(
            layer
                .getParam(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY)
                .permute(1, 0, 2, 3),
            'c');
    float[] none = new float[inputs * multiplier];
    return Optional.of(
        new DepthwiseKernel(
            inputs, multiplier, window(configuration), w, none, Pointwise.IDENTITY));
  }

  /** What it does then: a convolution of 1×1. */
  static Optional<Kernel> acrossChannels(Layer layer, CNN2DFormat format) {
    SeparableConvolution2D configuration = (SeparableConvolution2D) layer.conf().getLayer();
    Optional<Pointwise> function = Pointwise.of(configuration.getActivationFn());
    if (!Gemm.isAvailable() || function.isEmpty() || !reads(configuration, format)) {
      return Optional.empty();
    }
    float[] w =
        floats(layer.getParam(SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY), 'c');
    return Optional.of(
        new ConvolutionKernel(
            Math.toIntExact(configuration.getNIn()) * configuration.getDepthMultiplier(),
            Math.toIntExact(configuration.getNOut()),
            Window.ofOne(1, 1),
            w,
            bias(layer, configuration),
            function.get()));
  }

  private static Optional<Kernel> pooling(SubsamplingLayer configuration) {
    Window window =
        new Window(
            configuration.getKernelSize(),
            configuration.getStride(),
            configuration.getPadding(),
            configuration.getDilation(),
            plain(configuration.getConvolutionMode()));
    return pooling(configuration, window);
  }

  /** A pooling over windows that each have a number of the image. */
  static Optional<Kernel> pooling(SubsamplingLayer configuration, Window window) {
    if (!window.isUndilated() || window.mayMissTheImage() || window.leavesInputsOut()) {
      return Optional.empty();
    }
    boolean withZeros = configuration.isAvgPoolIncludePadInDivisor() || window.isInside();
    return switch (configuration.getPoolingType()) {
      case MAX -> Optional.of(new SubsamplingKernel(window, Pooling.MAX));
      case AVG -> Optional.of(new SubsamplingKernel(window, Pooling.mean(withZeros)));
      case PNORM ->
          Optional.of(new SubsamplingKernel(window, Pooling.norm(configuration.getPnorm())));
      default -> Optional.empty();
    };
  }

  private static Optional<Kernel> global(GlobalPoolingLayer configuration, CNN2DFormat format) {
    int[] dimensions = configuration.getPoolingDimensions(); // null where DL4J is to choose
    boolean channelsLast =
        Arrays.equals(dimensions, InputLayout.NHWC.pooledDimensions())
            || Arrays.equals(dimensions, InputLayout.NWC.pooledDimensions());
    if (!configuration.isCollapseDimensions()
        || configuration.getPoolingType() == PoolingType.PNORM
        || channelsLast != (format == CNN2DFormat.NHWC)) {
      return Optional.empty();
    }
    PoolingType type = configuration.getPoolingType();
    if (channelsLast) {
      return Optional.of(GlobalPoolingKernel.ofChannelsLast(type, dimensions.length));
    }
    return Optional.of(new GlobalPoolingKernel(type, dimensions == null ? new int[0] : dimensions));
  }

  /** (x − mean) / √(variance + ε) · γ + β as one scale and one shift. */
  private static Optional<Kernel> normalization(Layer layer, BatchNormalization configuration) {
    boolean locked = configuration.isLockGammaBeta();
    float[] mean = floats(layer.getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN), 'c');
    boolean logs = configuration.isUseLogStd();
    float[] spread =
        floats(
            layer.getParam(
                logs
                    ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
                    : BatchNormalizationParamInitializer.GLOBAL_VAR),
            'c');
    float[] scale = new float[mean.length];
    float[] shift = new float[mean.length];
    for (int c = 0; c < mean.length; c++) {
      double variance = logs ? Math.pow(10, 2.0 * spread[c]) : spread[c];
      double factor = 1 / Math.sqrt(variance + configuration.getEps());
      double offset;
      if (locked) {
        factor *= configuration.getGamma();
        offset = configuration.getBeta();
      } else {
        factor *= layer.getParam(BatchNormalizationParamInitializer.GAMMA).getDouble(c);
        offset = layer.getParam(BatchNormalizationParamInitializer.BETA).getDouble(c);
      }
      scale[c] = (float) factor;
      shift[c] = (float) (offset - mean[c] * factor);
    }
    return Optional.of(new AffineKernel(scale, shift, Pointwise.IDENTITY));
  }
}
