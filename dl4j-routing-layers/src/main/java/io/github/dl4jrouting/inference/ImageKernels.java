package io.github.dl4jrouting.inference;

import static io.github.dl4jrouting.inference.Transfer.floats;

import io.github.dl4jrouting.input.InputLayout;
import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;

/** The kernels of layers of images, and of batch normalization, with their weights read. */
final class ImageKernels {
  private ImageKernels() {}

  /** The kernel of a layer without a preprocessor, as {@link Kernels#of} has it. */
  static Optional<Kernel> of(Layer layer, CNN2DFormat format) {
    var configuration = layer.conf().getLayer();
    Class<?> type = configuration.getClass();
    if (type == SubsamplingLayer.class || type == Pooling2D.class) {
      return pooling((SubsamplingLayer) configuration, format);
    }
    if (type == GlobalPoolingLayer.class) {
      return global((GlobalPoolingLayer) configuration, format);
    }
    if (type == BatchNormalization.class) {
      return normalization(layer, (BatchNormalization) configuration, format);
    }
    if (type == ConvolutionLayer.class || type == Convolution2D.class) {
      return convolution(layer, (ConvolutionLayer) configuration, format);
    }
    if (type == DepthwiseConvolution2D.class) {
      return depthwise(layer, (DepthwiseConvolution2D) configuration, format);
    }
    if (type == ZeroPaddingLayer.class) {
      ZeroPaddingLayer padding = (ZeroPaddingLayer) configuration;
      return padding.getDataFormat() == format
          ? Optional.of(FrameKernel.padding(padding.getPadding()))
          : Optional.empty();
    }
    if (type == Cropping2D.class) {
      Cropping2D cropping = (Cropping2D) configuration;
      return cropping.getDataFormat() == format
          ? Optional.of(FrameKernel.cropping(cropping.getCropping()))
          : Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<Kernel> convolution(
      Layer layer, ConvolutionLayer configuration, CNN2DFormat format) {
    Optional<Pointwise> function = Pointwise.of(configuration.getActivationFn());
    if (!Gemm.isAvailable() || function.isEmpty() || configuration.getCnn2dDataFormat() != format) {
      return Optional.empty();
    }
    return Optional.of(
        new ConvolutionKernel(
            Math.toIntExact(configuration.getNIn()),
            Math.toIntExact(configuration.getNOut()),
            window(configuration),
            floats(layer.getParam("W"), 'c'),
            bias(layer, configuration),
            function.get()));
  }

  private static Window window(ConvolutionLayer configuration) {
    return new Window(
        configuration.getKernelSize(),
        configuration.getStride(),
        configuration.getPadding(),
        configuration.getDilation(),
        configuration.getConvolutionMode());
  }

  private static float[] bias(Layer layer, ConvolutionLayer configuration) {
    return configuration.hasBias()
        ? floats(layer.getParam("b"), 'c')
        : new float[Math.toIntExact(configuration.getNOut())];
  }

  private static Optional<Kernel> depthwise(
      Layer layer, DepthwiseConvolution2D configuration, CNN2DFormat format) {
    Optional<Pointwise> function = Pointwise.of(configuration.getActivationFn());
    if (function.isEmpty() || configuration.getCnn2dDataFormat() != format) {
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
    if (configuration.getCnn2dDataFormat() != format) {
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
    if (!Gemm.isAvailable() || function.isEmpty() || configuration.getCnn2dDataFormat() != format) {
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

  private static Optional<Kernel> pooling(SubsamplingLayer configuration, CNN2DFormat format) {
    int[] dilation = configuration.getDilation();
    boolean plain =
        dilation[0] == 1
            && dilation[1] == 1
            && configuration.getCnn2dDataFormat() == format
            && configuration.getPoolingType() != PoolingType.PNORM
            && configuration.getPoolingType() != PoolingType.SUM;
    if (!plain) {
      return Optional.empty();
    }
    Window window =
        new Window(
            configuration.getKernelSize(),
            configuration.getStride(),
            configuration.getPadding(),
            dilation,
            configuration.getConvolutionMode());
    boolean max = configuration.getPoolingType() == PoolingType.MAX;
    boolean padded = window.isSame() || window.padding()[0] + window.padding()[1] > 0;
    // How an average counts padding is DL4J's affair.
    return max || !padded ? Optional.of(new SubsamplingKernel(window, max)) : Optional.empty();
  }

  private static Optional<Kernel> global(GlobalPoolingLayer configuration, CNN2DFormat format) {
    int[] dimensions = configuration.getPoolingDimensions(); // null where DL4J is to choose
    boolean channelsLast = Arrays.equals(dimensions, InputLayout.NHWC.pooledDimensions());
    if (!configuration.isCollapseDimensions()
        || configuration.getPoolingType() == PoolingType.PNORM
        || channelsLast != (format == CNN2DFormat.NHWC)) {
      return Optional.empty();
    }
    int[] first = dimensions == null || channelsLast ? new int[0] : dimensions;
    return Optional.of(new PoolMeanKernel(configuration.getPoolingType(), first));
  }

  /** (x − mean) / √(variance + ε) · γ + β as one scale and one shift. */
  private static Optional<Kernel> normalization(
      Layer layer, BatchNormalization configuration, CNN2DFormat format) {
    boolean locked = configuration.isLockGammaBeta();
    boolean unusual =
        locked && (configuration.getGamma() != 1 || configuration.getBeta() != 0)
            || configuration.getCnn2DFormat() != format;
    if (unusual) {
      return Optional.empty();
    }
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
      double offset = 0;
      if (!locked) {
        factor *= layer.getParam(BatchNormalizationParamInitializer.GAMMA).getDouble(c);
        offset = layer.getParam(BatchNormalizationParamInitializer.BETA).getDouble(c);
      }
      scale[c] = (float) factor;
      shift[c] = (float) (offset - mean[c] * factor);
    }
    return Optional.of(new AffineKernel(scale, shift, Pointwise.IDENTITY));
  }
}
