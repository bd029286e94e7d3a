package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import java.util.Set;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;

/** Weight noise that may act at inference, too: rounding of weights, say. DL4J's own does not. */
final class ActingNoise {
  private static final Set<Class<?>> OF_TRAINING = Set.of(DropConnect.class, WeightNoise.class);

  private ActingNoise() {}

  /** Whether a vertex has some, frozen or not. */
  static boolean isIn(GraphVertex vertex) {
    return vertex instanceof LayerVertex layer && isIn(layer.getLayerConf().getLayer());
  }

  private static boolean isIn(Layer given) {
    Layer layer = Unfrozen.layer(given);
    if (layer instanceof BaseWrapperLayer wrapper) {
      return isIn(wrapper.getUnderlying());
    }
    if (layer instanceof Bidirectional both) {
      return isIn(both.getFwd()) || isIn(both.getBwd());
    }
    if (layer instanceof ActivitySkipLayer skip) {
      return skip.layers().stream().anyMatch(ActingNoise::isIn);
    }
    return layer instanceof BaseLayer weighted
        && weighted.getWeightNoise() != null
        && !OF_TRAINING.contains(weighted.getWeightNoise().getClass());
  }
}
