package io.github.dl4jrouting.inference;

import static io.github.dl4jrouting.inference.Transfer.floats;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kernels of layers of sequences [N, features, steps], with their weights read. */
final class SequenceKernels {
  private SequenceKernels() {}

  /** The kernel of a layer without a preprocessor. */
  static Optional<Kernel> of(Layer layer) {
    var configuration = layer.conf().getLayer();
    return configuration instanceof RnnOutputLayer output
        ? output(layer, output)
        : recurrent(configuration, layer::getParam, false);
  }

  /**
   * A recurrent layer's kernel, if it has one.
   *
   * @param parameters those of the layer by their names
   * @param backward whether it goes from the last step to the first
   */
  static Optional<Kernel> recurrent(
      org.deeplearning4j.nn.conf.layers.Layer layer,
      Function<String, INDArray> parameters,
      boolean backward) {
    if (!(layer instanceof BaseRecurrentLayer configuration)
        || !Gemm.isAvailable()
        || configuration.getRnnDataFormat() == RNNFormat.NWC) {
      return Optional.empty();
    }
    int nIn = Math.toIntExact(configuration.getNIn());
    int units = Math.toIntExact(configuration.getNOut());
    float[] w = floats(parameters.apply(LSTMParamInitializer.INPUT_WEIGHT_KEY), 'c');
    float[] bias = floats(parameters.apply(LSTMParamInitializer.BIAS_KEY), 'c');
    INDArray recurrent = parameters.apply(LSTMParamInitializer.RECURRENT_WEIGHT_KEY);
    return cell(configuration, recurrent)
        .map(
            cell ->
                new RecurrentKernel(
                    nIn, units, cell, w, columns(recurrent, cell.sums() * units), bias, backward));
  }

  private static Optional<Cell> cell(BaseRecurrentLayer layer, INDArray recurrent) {
    Optional<Pointwise> activation = Pointwise.of(layer.getActivationFn());
    Class<?> type = layer.getClass();
    if (type == SimpleRnn.class) {
      return ((SimpleRnn) layer).hasLayerNorm()
          ? Optional.empty()
          : activation.map(SimpleCell::new);
    }
    if (type != LSTM.class && type != GravesLSTM.class) {
      return Optional.empty();
    }
    int units = Math.toIntExact(layer.getNOut());
    Optional<Pointwise> gate = gate(((AbstractLSTM) layer).getGateActivationFn());
    boolean usual =
        layer.getActivationFn() instanceof ActivationTanH
            && ((AbstractLSTM) layer).getGateActivationFn() instanceof ActivationSigmoid;
    if (VectorApi.isThere() && usual && type == LSTM.class) {
      return Optional.of(new VectorLstmCell());
    }
    Optional<LstmCell.Peepholes> peepholes =
        type == GravesLSTM.class ? Optional.of(peepholes(recurrent)) : Optional.empty();
    return activation.isPresent() && gate.isPresent()
        ? Optional.of(new LstmCell(units, activation.get(), gate.get(), peepholes))
        : Optional.empty();
  }

  private static Optional<Pointwise> gate(IActivation activation) {
    return activation instanceof ActivationSigmoid
        ? Optional.of(Loops::gate)
        : Pointwise.of(activation);
  }

  /** In the columns behind those of the recurrent weights. */
  private static LstmCell.Peepholes peepholes(INDArray recurrent) {
    long first = 4 * recurrent.rows();
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

  /** A dense layer on each step. */
  private static Optional<Kernel> output(Layer layer, RnnOutputLayer configuration) {
    boolean reads = configuration.getRnnDataFormat() != RNNFormat.NWC && configuration.hasBias();
    int[] row = {Math.toIntExact(configuration.getNIn())};
    return reads
        ? LayerKernels.weighted(layer, row, UnaryOperator.identity())
            .map(dense -> new TimeDistributedKernel(dense.prepared()))
        : Optional.empty();
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
