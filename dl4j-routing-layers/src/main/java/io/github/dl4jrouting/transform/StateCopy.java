package io.github.dl4jrouting.transform;

import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.github.dl4jrouting.parameter.ParameterCopy;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.UpdaterBlock.ParamState;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies what a network has learned into another one, parameter by parameter, by name: the
 * flattened arrays of the two differ in order wherever vertices were added or taken out.
 *
 * <p>DL4J lays updater state out in blocks of neighbouring parameters that share an updater
 * configuration. A block of n parameters whose updater keeps k numbers for each holds k arrays of
 * length n one after another (Adam: all m, then all v), so the state of one parameter is k pieces.
 */
final class StateCopy {
  private StateCopy() {}

  /** Copies what both networks have; layers are looked for under their new names where renamed. */
  static void copy(ComputationGraph from, ComputationGraph to, Map<String, String> renamed) {
    ParameterCopy.copy(from, to, renamed);
    to.getConfiguration().setIterationCount(from.getConfiguration().getIterationCount());
    to.getConfiguration().setEpochCount(from.getConfiguration().getEpochCount());
    if (from.getUpdater(false) != null) {
      copyUpdater(from.getUpdater(), to.getUpdater(), renamed);
    }
  }

  private static void copyUpdater(
      BaseMultiLayerUpdater<?> from, BaseMultiLayerUpdater<?> to, Map<String, String> renamed) {
    Map<String, Pieces> sources = pieces(from, renamed);
    pieces(to, Map.of())
        .forEach(
            (name, target) -> {
              Pieces source = sources.get(name);
              if (source != null) {
                source.copyTo(target, name);
              }
            });
  }

  private static Map<String, Pieces> pieces(
      BaseMultiLayerUpdater<?> updater, Map<String, String> renamed) {
    Map<String, Pieces> pieces = new HashMap<>();
    for (UpdaterBlock block : updater.getUpdaterBlocks()) {
      if (block.getUpdaterView() == null || block.getUpdaterView().length() == 0) {
        continue;
      }
      INDArray state = block.getUpdaterView().reshape(block.getUpdaterView().length());
      long size = block.getParamOffsetEnd() - block.getParamOffsetStart();
      for (ParamState parameter : block.getLayersAndVariablesInBlock()) {
        String layer = parameter.getLayer().getConfig().getLayerName();
        String name = renamed.getOrDefault(layer, layer) + "_" + parameter.getParamName();
        long start = parameter.getParamOffsetStart() - block.getParamOffsetStart();
        long length = parameter.getParamOffsetEnd() - parameter.getParamOffsetStart();
        pieces.put(name, new Pieces(state, size, start, length));
      }
    }
    return pieces;
  }

  /**
   * The state of one parameter within its block's.
   *
   * @param state the block's, rank 1
   * @param size n, parameters in the block
   * @param start where this one starts among them
   * @param length how long it is
   */
  private record Pieces(INDArray state, long size, long start, long length) {
    void copyTo(Pieces target, String name) {
      long count = state.length() / size;
      if (target.length != length || target.state.length() / target.size != count) {
        throw new IllegalStateException(
            "Parameter \"%s\": expected updater state of %d x %d numbers, found %d x %d"
                .formatted(
                    name, count, length, target.state.length() / target.size, target.length));
      }
      for (long k = 0; k < count; k++) {
        target.piece(k).assign(piece(k));
      }
    }

    private INDArray piece(long k) {
      return state.get(interval(k * size + start, k * size + start + length));
    }
  }
}
