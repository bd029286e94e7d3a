package io.github.dl4jrouting.inference;

import static io.github.dl4jrouting.inference.Transfer.floats;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.deeplearning4j.util.Convolution1DUtils;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kernels of layers of sequences [N, features, steps], with their weights read. */
final class SequenceKernels {
  /** Units whose sums lie together, where threads may share a layer's units: whole panels. */
  private static final int BLOCK = 64;

  /** Layers that treat a sequence as an image of one column. */
  private static final Set<Class<?>> AS_IMAGES =
      Set.of(
          Convolution1DLayer.class,
          Convolution1D.class,
          Subsampling1DLayer.class,
          Pooling1D.class,
          ZeroPadding1DLayer.class,
          Cropping1D.class,
          Upsampling1D.class);

  private SequenceKernels() {}

  /** The kernel of a layer without a preprocessor, as {@link Kernels#of} has it. */
  static Optional<Kernel> of(Layer layer, CNN2DFormat format) {
    var configuration = layer.conf().getLayer();
    Class<?> type = configuration.getClass(); // a subclass may compute something else
    if (type == RnnOutputLayer.class) {
      return output(layer, (RnnOutputLayer) configuration, format);
    }
    if (type == RnnLossLayer.class) {
      RnnLossLayer loss = (RnnLossLayer) configuration;
      return isOf(loss.getRnnDataFormat(), format)
          ? LayerKernels.ofChannels(loss.getActivationFn())
          : Optional.empty();
    }
    if (type == EmbeddingSequenceLayer.class) {
      return format == CNN2DFormat.NCHW
          ? EmbeddingKernel.ofSequences(layer, (EmbeddingSequenceLayer) configuration)
          : Optional.empty();
    }
    return recurrent(configuration, layer::getParam, false, format)
        .or(() -> format == CNN2DFormat.NCHW ? AttentionKernels.of(layer) : Optional.empty())
        .or(() -> asImage(layer, format).map(ReshapedKernel::ofSequences));
  }

  /** Whether a layer has its features where a format of images has channels. */
  static boolean isOf(RNNFormat own, CNN2DFormat format) {
    return (own == RNNFormat.NWC) == (format == CNN2DFormat.NHWC);
  }

  /**
   * What a layer that DL4J gives a row for each step of each sample computes of the sequences
   * [features, steps] that the rows are of; if there is a kernel for that.
   */
  static Optional<Kernel> ofSteps(Layer layer) {
    var configuration = layer.conf().getLayer();
    Class<?> type = configuration.getClass();
    if (type == ActivationLayer.class) {
      return LayerKernels.ofChannels(((ActivationLayer) configuration).getActivationFn());
    }
    if (type == DropoutLayer.class) {
      return Optional.of(new MapKernel(Pointwise.IDENTITY, false));
    }
    if (type == BatchNormalization.class) {
      return ImageKernels.of(layer, CNN2DFormat.NCHW).map(ReshapedKernel::ofSequences);
    }
    if (type == EmbeddingLayer.class) {
      return EmbeddingKernel.of(layer, (EmbeddingLayer) configuration, true);
    }
    return type == DenseLayer.class
        ? distributed(layer, (DenseLayer) configuration)
        : Optional.empty();
  }

  /** The kernel of a layer that treats a sequence as an image of one column. */
  private static Optional<Kernel> asImage(Layer layer, CNN2DFormat format) {
    var configuration = layer.conf().getLayer();
    if (!AS_IMAGES.contains(configuration.getClass())) {
      return Optional.empty();
    }
    if (configuration instanceof Convolution1DLayer convolution) {
      // As [steps, channels, outputs], though that is not how their array is shaped.
      INDArray w =
          Convolution1DUtils.reshapeWeightArrayOrGradientForFormat(
              layer.getParam("W"), RNNFormat.NCW);
      Window window =
          Window.along(
              convolution.getKernelSize()[0],
              convolution.getStride()[0],
              convolution.getPadding()[0],
              convolution.getDilation()[0],
              // DL4J does not look for a rest.
              convolution.getConvolutionMode() == ConvolutionMode.Strict
                  ? ConvolutionMode.Truncate
                  : convolution.getConvolutionMode());
      return isOf(convolution.getRnnDataFormat(), format)
          ? ImageKernels.convolution(layer, convolution, window, w.permute(2, 1, 0))
          : Optional.empty();
    }
    if (configuration instanceof Subsampling1DLayer pooling) {
      Window window =
          Window.along(
              pooling.getKernelSize()[0],
              pooling.getStride()[0],
              pooling.getPadding()[0],
              pooling.getDilation()[0],
              ImageKernels.plain(pooling.getConvolutionMode()));
      // Of results with padding DL4J makes no sequences.
      return pooling.getCnn2dDataFormat() == format && pooling.getPadding()[0] == 0
          ? ImageKernels.pooling(pooling, window)
          : Optional.empty();
    }
    if (format == CNN2DFormat.NHWC) {
      return Optional.empty(); // The others do not know of features that come last.
    }
    if (configuration instanceof ZeroPadding1DLayer padding) {
      return Optional.of(
          FrameKernel.padding(padding.getPadding()[0], padding.getPadding()[1], 0, 0));
    }
    if (configuration instanceof Cropping1D cropping) {
      return Optional.of(
          FrameKernel.cropping(cropping.getCropping()[0], cropping.getCropping()[1], 0, 0));
    }
    return Optional.of(new UpsamplingKernel(((Upsampling1D) configuration).getSize()[0], 1));
  }

  /**
   * A recurrent layer's kernel, if it has one.
   *
   * @param parameters those of the layer by their names
   * @param backward whether it goes from the last step to the first
   * @param format as for {@link #of}
   */
  static Optional<Kernel> recurrent(
      org.deeplearning4j.nn.conf.layers.Layer layer,
      Function<String, INDArray> parameters,
      boolean backward,
      CNN2DFormat format) {
    Class<?> type = layer.getClass();
    boolean known = type == LSTM.class || type == GravesLSTM.class || type == SimpleRnn.class;
    if (!known || !Gemm.isAvailable()) {
      return Optional.empty();
    }
    BaseRecurrentLayer configuration = (BaseRecurrentLayer) layer;
    if (!isOf(configuration.getRnnDataFormat(), format)) {
      return Optional.empty();
    }
    INDArray recurrent = parameters.apply(LSTMParamInitializer.RECURRENT_WEIGHT_KEY);
    return cell(configuration, recurrent)
        .map(
            cell -> {
              int units = Math.toIntExact(configuration.getNOut());
              return new RecurrentKernel(
                  Math.toIntExact(configuration.getNIn()),
                  units,
                  cell,
                  floats(parameters.apply(LSTMParamInitializer.INPUT_WEIGHT_KEY), 'c'),
                  columns(recurrent, cell.sums() * units),
                  floats(parameters.apply(LSTMParamInitializer.BIAS_KEY), 'c'),
                  backward);
            });
  }

  private static Optional<Cell> cell(BaseRecurrentLayer layer, INDArray recurrent) {
    Optional<Pointwise> activation = Pointwise.of(layer.getActivationFn());
    int units = Math.toIntExact(layer.getNOut());
    int width = units % BLOCK == 0 ? BLOCK : units;
    if (layer instanceof SimpleRnn simple) {
      return simple.hasLayerNorm()
          ? Optional.empty()
          : activation.map(function -> new SimpleCell(width, function));
    }
    IActivation gateActivation = ((AbstractLSTM) layer).getGateActivationFn();
    Optional<Pointwise> gate = gate(gateActivation);
    if (activation.isEmpty() || gate.isEmpty()) {
      return Optional.empty();
    }
    if (layer instanceof GravesLSTM) {
      Optional<LstmCell.Peepholes> peepholes = Optional.of(peepholes(recurrent));
      return Optional.of(new LstmCell(units, activation.get(), gate.get(), peepholes));
    }
    boolean usual =
        layer.getActivationFn() instanceof ActivationTanH
            && gateActivation instanceof ActivationSigmoid;
    return Optional.of(
        VectorApi.isThere() && usual
            ? new VectorLstmCell()
            : new LstmCell(width, activation.get(), gate.get(), Optional.empty()));
  }

  private static Optional<Pointwise> gate(IActivation activation) {
    return Pointwise.of(activation)
        .map(function -> function == Pointwise.SIGMOID ? Loops::gate : function);
  }

  /** In the columns behind those of the recurrent weights. */
  private static LstmCell.Peepholes peepholes(INDArray recurrent) {
    long first = (long) LstmCell.SUMS * recurrent.rows();
    return new LstmCell.Peepholes(
        floats(recurrent.getColumn(first), 'c'),
        floats(recurrent.getColumn(first + 1), 'c'),
        floats(recurrent.getColumn(first + 2), 'c'));
  }

  /** The first columns of a matrix. */
  private static float[] columns(INDArray matrix, int count) {
    float[] all = floats(matrix, 'c');
    int rows = matrix.rows();
    float[] first = new float[rows * count];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(all, row * matrix.columns(), first, row * count, count);
    }
    return first;
  }

  /** A dense layer on each step; DL4J cannot compute it without a bias. */
  private static Optional<Kernel> output(
      Layer layer, RnnOutputLayer configuration, CNN2DFormat format) {
    return isOf(configuration.getRnnDataFormat(), format) && configuration.hasBias()
        ? distributed(layer, configuration)
        : Optional.empty();
  }

  /** What a layer with the parameters of a dense one computes of each step. */
  private static Optional<Kernel> distributed(Layer layer, FeedForwardLayer configuration) {
    int[] row = {Math.toIntExact(configuration.getNIn())};
    return LayerKernels.weighted(layer, row, UnaryOperator.identity())
        .map(dense -> new TimeDistributedKernel(dense.prepared()));
  }

  /** What makes one sequence of those of both directions. */
  static Kernel both(Bidirectional.Mode mode) {
    return switch (mode) {
      case CONCAT -> new MergeKernel();
      case ADD -> new CombineKernel(ElementWiseVertex.Op.Add, Pointwise.IDENTITY);
      case MUL -> new CombineKernel(ElementWiseVertex.Op.Product, Pointwise.IDENTITY);
      case AVERAGE -> new CombineKernel(ElementWiseVertex.Op.Average, Pointwise.IDENTITY);
    };
  }
}
