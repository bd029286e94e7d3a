package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.frozen.Unfrozen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The masks of one call, for all of its rows.
 *
 * @param features one for each network input, elements may be null as in DL4J
 * @param labels one for each output, elements may be null
 */
record Masks(Optional<INDArray[]> features, Optional<INDArray[]> labels) {
  /** Layers that compute steps that are masked as any other. */
  private static final Set<Class<?>> IGNORING =
      Set.of(
          ActivationLayer.class,
          BatchNormalization.class,
          RnnLossLayer.class,
          SkipConnectionLayer.class);

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

  /** Features' masks, then labels'; elements may be null. */
  List<INDArray> all() {
    List<INDArray> all = new ArrayList<>();
    features.ifPresent(masks -> all.addAll(Arrays.asList(masks)));
    labels.ifPresent(masks -> all.addAll(Arrays.asList(masks)));
    return all;
  }

  /** The same with something else in the place of each mask. */
  Masks map(UnaryOperator<INDArray> other) {
    return new Masks(features.map(m -> map(m, other)), labels.map(m -> map(m, other)));
  }

  private static INDArray[] map(INDArray[] masks, UnaryOperator<INDArray> other) {
    return Arrays.stream(masks)
        .map(mask -> mask == null ? null : other.apply(mask))
        .toArray(INDArray[]::new);
  }

  boolean any() {
    return this != NONE;
  }

  Masks rows(Rows rows) {
    return map(mask -> rows(mask, rows));
  }

  /** Whether a vertex may compute something else with a mask than without. */
  static boolean matterTo(GraphVertex vertex) {
    return vertex instanceof LayerVertex layer
        ? !IGNORING.contains(Unfrozen.layer(layer.getLayerConf().getLayer()).getClass())
        : vertex instanceof LastTimeStepVertex || vertex instanceof AttentionVertex;
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
