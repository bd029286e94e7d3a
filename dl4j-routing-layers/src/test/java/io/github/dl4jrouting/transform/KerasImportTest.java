package io.github.dl4jrouting.transform;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasModelImport;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * keras-residual.h5: a functional model in the format of Keras 2.4, with random weights: in (6) →
 * stem, dense 8 → f1, dense 12 → f2, dense 8; add (f2, stem) → out, dense 3, softmax.
 */
class KerasImportTest {
  @Test
  void aModelImportedFromKerasIsGatedWithoutChangingItsOutput() throws Exception {
    ComputationGraph network =
        KerasModelImport.importKerasModelAndWeights(
            getClass().getResourceAsStream("/keras-residual.h5"), false);
    RoutingTransform transform = RoutingTransform.of(network);
    assertThat(transform.blocks())
        .extracting(SkippableBlock::kind)
        .containsExactly(BlockKind.RESIDUAL);
    assertThat(transform.blocks().get(0).vertices()).contains("f1", "f2", "add");
    INDArray x = Nd4j.linspace(-1, 1, 30).castTo(network.params().dataType()).reshape(5, 6);
    INDArray expected = network.outputSingle(x);
    assertThat(transform.withActivityGates().outputSingle(x)).isEqualTo(expected);
    assertThat(RoutingTransform.fuse(transform.withActivityGates()).outputSingle(x))
        .isEqualTo(expected);
  }
}
