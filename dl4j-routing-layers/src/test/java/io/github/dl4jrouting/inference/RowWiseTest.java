package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.junit.jupiter.api.Test;

class RowWiseTest {
  private static boolean independent(Layer layer) {
    NeuralNetConfiguration configuration =
        new NeuralNetConfiguration.Builder().layer(layer).build();
    return RowWise.of(new LayerVertex(configuration, null), Optional.empty()).independent();
  }

  @Test
  void aFrozenLayerTreatsRowsAsTheLayerInsideDoes() {
    DenseLayer dense = new DenseLayer.Builder().nIn(2).nOut(2).build();
    Layer mixing = new SpaceToBatchLayer.Builder<>(new int[] {2, 2}).build();
    assertThat(Stream.of(new FrozenLayer(dense), new FrozenLayerWithBackprop(dense)))
        .allMatch(RowWiseTest::independent);
    assertThat(Stream.of(mixing, new FrozenLayer(mixing), new FrozenLayerWithBackprop(mixing)))
        .noneMatch(RowWiseTest::independent);
  }
}
