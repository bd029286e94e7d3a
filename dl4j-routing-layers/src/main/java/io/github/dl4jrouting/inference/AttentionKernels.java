package io.github.dl4jrouting.inference;

import static io.github.dl4jrouting.inference.Transfer.floats;

import io.github.dl4jrouting.inference.AttentionKernel.Sequences;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kernels of attention, with their weights read. */
final class AttentionKernels {
  private static final String OF_QUERIES = "Wq";
  private static final String OF_KEYS = "Wk";
  private static final String OF_VALUES = "Wv";
  private static final String OF_RESULTS = "Wo";

  private final Map<String, INDArray> parameters;
  private final int heads;
  private final int size;

  /**
   * Of one layer.
   *
   * @param parameters by their names; projections among them, or none of these
   * @param size features of a head
   */
  private AttentionKernels(Map<String, INDArray> parameters, long heads, long size) {
    this.parameters = parameters;
    this.heads = Math.toIntExact(heads);
    this.size = Math.toIntExact(size);
  }

  /** The kernel of a layer, as {@link Kernels#of} has it for features that come first. */
  static Optional<Kernel> of(Layer layer) {
    var configuration = layer.conf().getLayer();
    if (configuration.getClass() != SelfAttentionLayer.class || !Gemm.isAvailable()) {
      return Optional.empty();
    }
    SelfAttentionLayer attention = (SelfAttentionLayer) configuration;
    long features = attention.getNIn();
    boolean projected = attention.isProjectInput();
    AttentionKernels kernels =
        new AttentionKernels(
            layer.paramTable(),
            attention.getNHeads(),
            projected ? attention.getHeadSize() : features);
    return Optional.of(
        kernels.kernel(
            List.of(
                kernels.sequences(0, features, OF_QUERIES),
                kernels.sequences(0, features, OF_KEYS),
                kernels.sequences(0, features, OF_VALUES)),
            projected ? attention.getNOut() : features,
            true));
  }

  /** The kernel of a vertex of queries, keys and values. */
  static Optional<Kernel> of(AttentionVertex attention, Map<String, INDArray> parameters) {
    if (!Gemm.isAvailable()) {
      return Optional.empty();
    }
    AttentionKernels kernels =
        new AttentionKernels(
            parameters,
            attention.getNHeads(),
            attention.isProjectInput() ? attention.getHeadSize() : attention.getNInKeys());
    return Optional.of(
        kernels.kernel(
            List.of(
                kernels.sequences(0, attention.getNInQueries(), OF_QUERIES),
                kernels.sequences(1, attention.getNInKeys(), OF_KEYS),
                kernels.sequences(2, attention.getNInValues(), OF_VALUES)),
            attention.getNOut(),
            false));
  }

  private Kernel kernel(List<Sequences> sequences, long outputs, boolean masksAreOfKeys) {
    Optional<Kernel> projection =
        Optional.ofNullable(parameters.get(OF_RESULTS))
            .map(w -> projection(w.transpose(), heads * size, outputs));
    return new AttentionKernel(
        heads, size, sequences, projection, Math.toIntExact(outputs), masksAreOfKeys);
  }

  private Sequences sequences(int number, long features, String projection) {
    return new Sequences(
        number,
        Math.toIntExact(features),
        Optional.ofNullable(parameters.get(projection))
            .map(w -> projection(w, features, (long) heads * size)));
  }

  /** Of each step by itself. */
  private static Kernel projection(INDArray w, long inputs, long outputs) {
    return ReshapedKernel.ofSequences(
            ConvolutionKernel.projection(
                Math.toIntExact(inputs), Math.toIntExact(outputs), floats(w, 'c'), 1, 1))
        .prepared();
  }
}
