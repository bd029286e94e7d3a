package io.github.dl4jrouting.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Tells cheaply whether a network has changed: by its iteration count, and by some of its
 * parameters: all of those in small arrays (thresholds, say), the first, middle and last of others.
 * Training changes nearly all, so it is seen for certain; a hand-made change of single weights in a
 * large array may not be.
 */
final class Fingerprint {
  private static final int SMALL = 2;

  private final ComputationGraph graph;
  private final int iteration;
  private final INDArray parameters;
  private final Layer[] layers;
  private final LongToDoubleFunction reader;
  private final long[] watched;
  private final double[] values;

  Fingerprint(ComputationGraph graph) {
    this.graph = graph;
    iteration = graph.getConfiguration().getIterationCount();
    parameters = graph.params();
    layers = graph.getLayers();
    reader = reader(parameters);
    List<Long> indices = new ArrayList<>();
    long start = 0;
    for (INDArray array : graph.paramTable().values()) {
      long length = array.length();
      if (length <= SMALL) {
        for (long i = 0; i < length; i++) {
          indices.add(start + i);
        }
      } else {
        indices.addAll(List.of(start, start + length / 2, start + length - 1));
      }
      start += length;
    }
    watched =
        indices.stream()
            .mapToLong(Long::longValue)
            .filter(i -> parameters != null && i < parameters.length())
            .toArray();
    values = new double[watched.length];
    for (int i = 0; i < watched.length; i++) {
      values[i] = reader.applyAsDouble(watched[i]);
    }
  }

  /** ND4J takes longer to read one number than a small layer takes to compute. */
  private static LongToDoubleFunction reader(INDArray parameters) {
    if (parameters != null
        && parameters.offset() == 0
        && parameters.data().indexer() instanceof FloatIndexer floats) {
      return floats::get;
    }
    return i -> parameters.getDouble(i);
  }

  /** What has changed, if anything. */
  Optional<String> change() {
    int now = graph.getConfiguration().getIterationCount();
    if (now != iteration) {
      return Optional.of("the network went from iteration " + iteration + " to " + now);
    }
    if (graph.getLayers() != layers) {
      return Optional.of("the network has been initialised again");
    }
    for (int i = 0; i < watched.length; i++) {
      double value = reader.applyAsDouble(watched[i]);
      if (value != values[i] && !(Double.isNaN(value) && Double.isNaN(values[i]))) {
        return Optional.of("parameter " + watched[i] + " went from " + values[i] + " to " + value);
      }
    }
    return Optional.empty();
  }
}
