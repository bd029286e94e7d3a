package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What DL4J's layers compute in memory that the next call uses again. */
@SuppressWarnings("try")
class LayerMemoryTest {
  private static void resultsStay(ComputationGraph graph, INDArray first, INDArray second) {
    RoutedInference plan = RoutedInference.compile(graph);
    INDArray[] expected = {graph.outputSingle(first)};

    INDArray[] found = plan.output(first);
    for (int call = 0; call < 3; call++) {
      plan.output(second);
      assertThat(Nd4j.getMemoryManager().getCurrentWorkspace()).isNull();
    }

    assertThat(found[0].isAttached()).isFalse();
    Stock.assertClose("a result of an earlier call", found, expected);
    Stock.assertClose("the same again", plan.output(first), expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void resultsAreNotTouchedByLaterCalls(DataType type) {
    Nd4j.getRandom().setSeed(5);
    Layer normalization = new LocalResponseNormalization.Builder().build();
    // Dropout hands its input through.
    resultsStay(
        Chain.of(
            type,
            InputType.convolutional(6, 5, 8),
            normalization,
            new DropoutLayer.Builder(0.5).build()),
        Nd4j.randn(type, 4, 8, 6, 5),
        Nd4j.randn(type, 9, 8, 6, 5));
    resultsStay(
        Chain.of(
            type,
            InputType.recurrent(5, 7),
            new LSTM.Builder().nOut(6).build(),
            new LSTM.Builder().nOut(3).build()),
        Nd4j.randn(type, 4, 5, 7),
        Nd4j.randn(type, 2, 5, 11));
  }

  @Test
  void aPlanThatALayerCallsHasMemoryOfItsOwn() {
    LayerMemory memory = new LayerMemory(WorkspaceMode.ENABLED);
    LayerMemory another = new LayerMemory(WorkspaceMode.ENABLED);
    for (int call = 0; call < 3; call++) {
      try (LayerMemory.Scope outer = memory.open()) {
        INDArray first = Nd4j.ones(1000);
        assertThat(first.isAttached()).isTrue();
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
            LayerMemory.Scope inner = another.open()) {
          assertThat(Nd4j.zeros(1000).isAttached()).isFalse();
        }
        assertThat(Nd4j.zeros(1000).isAttached()).isTrue();
        assertThat(first.sumNumber().intValue()).isEqualTo(1000);
      }
    }
  }

  @Test
  void aNetworkThatIsNotToHaveWorkspacesHasNone() {
    try (LayerMemory.Scope own = new LayerMemory(WorkspaceMode.NONE).open()) {
      assertThat(Nd4j.zeros(10).isAttached()).isFalse();
    }
  }

  @Test
  void anErrorOfALayerLeavesNothingOpen() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.convolutional(6, 5, 8),
            new LocalResponseNormalization.Builder().build());
    RoutedInference plan = RoutedInference.compile(graph);

    assertThatThrownBy(() -> plan.output(Nd4j.ones(3, 8))).isInstanceOf(RuntimeException.class);

    assertThat(Nd4j.getMemoryManager().getCurrentWorkspace()).isNull();
    INDArray x = Nd4j.rand(3, 8, 6, 5);
    Stock.assertClose("after an error", plan.output(x), graph.output(x));
  }
}
