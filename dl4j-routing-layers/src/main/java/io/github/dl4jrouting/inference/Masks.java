package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.frozen.Unfrozen;
import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The masks of one call, for all of its rows.
 *
 * @param features one for each network input, elements may be null as in DL4J
 * @param labels one for each output, elements may be null
 */
record Masks(Optional<INDArray[]> features, Optional<INDArray[]> labels) {
  static final Masks NONE = new Masks(Optional.empty(), Optional.empty());

  static Masks of(INDArray[] features, INDArray[] labels) {
    return some(features) || some(labels)
        ? new Masks(
            Optional.ofNullable(some(features) ? features : null),
            Optional.ofNullable(some(labels) ? labels : null))
        : NONE;
  }

  private static boolean some(INDArray[] masks) {
    if (masks != null) {
      for (INDArray mask : masks) {
        if (mask != null) {
          return true;
        }
      }
    }
    return false;
  }

  boolean any() {
    return this != NONE;
  }

  Masks rows(Rows rows) {
    return new Masks(features.map(m -> rows(m, rows)), labels.map(m -> rows(m, rows)));
  }

  private static INDArray[] rows(INDArray[] masks, Rows rows) {
    INDArray[] some = new INDArray[masks.length];
    for (int i = 0; i < masks.length; i++) {
      some[i] = masks[i] == null ? null : rows(masks[i], rows);
    }
    return some;
  }

  /**
   * Whether a vertex computes something else with masks than without: an LSTM computes steps that
   * are masked too.
   *
   * @param output whether it is the network's, so that its result may be masked
   */
  static boolean matterTo(GraphVertex vertex, boolean output) {
    if (!(vertex instanceof LayerVertex layer)) {
      return vertex instanceof LastTimeStepVertex;
    }
    Class<?> type = Unfrozen.layer(layer.getLayerConf().getLayer()).getClass();
    return output || type != LSTM.class && type != GravesLSTM.class;
  }

  private static INDArray rows(INDArray mask, Rows rows) {
    long[] shape = mask.shape().clone();
    if (shape[0] != rows.universe()) {
      return mask;
    }
    shape[0] = rows.count();
    INDArray some = Nd4j.createUninitialized(mask.dataType(), shape, 'c');
    int i = 0;
    for (int r = rows.next(0); r >= 0; r = rows.next(r + 1)) {
      some.slice(i++).assign(mask.slice(r));
    }
    return some;
  }
}
