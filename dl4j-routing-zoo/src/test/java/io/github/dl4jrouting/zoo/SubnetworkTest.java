package io.github.dl4jrouting.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SubnetworkTest {

  private static final INDArray IMAGES = Nd4j.rand(3, 1, 16, 16);

  private static ComputationGraph whole() {
    return RoutedLeNet.builder().image(1, 16, 16).routing(Routing.EARLY_EXIT).build().init();
  }

  @Test
  void itComputesWhatTheWholeComputes() {
    ComputationGraph whole = whole();
    INDArray[] expected = whole.output(IMAGES);
    ComputationGraph exit = Subnetwork.of(whole, List.of(RoutedLeNet.EXIT));
    assertThat(exit.outputSingle(IMAGES)).isEqualTo(expected[1]);
    assertThat(exit.numParams()).isLessThan(whole.numParams());
    ComputationGraph turned = Subnetwork.of(whole, List.of(RoutedLeNet.EXIT, RoutedLeNet.CLASSES));
    assertThat(turned.output(IMAGES)).containsExactly(expected[1], expected[0]);
    assertThat(turned.numParams()).isEqualTo(whole.numParams());
  }

  @Test
  void whatItLearnsIsPutBack() {
    ComputationGraph whole = whole();
    INDArray before = whole.params().dup();
    ComputationGraph exit = Subnetwork.of(whole, List.of(RoutedLeNet.EXIT));
    exit.params().muli(2);
    assertThat(whole.params()).isEqualTo(before);
    Subnetwork.putBack(exit, whole);
    assertThat(whole.output(IMAGES)[1]).isEqualTo(exit.outputSingle(IMAGES));
    assertThat(whole.getLayer("conv-2").params()).isEqualTo(whole().getLayer("conv-2").params());
    assertThat(whole.getLayer("conv-1").params()).isEqualTo(exit.getLayer("conv-1").params());
  }

  @Test
  void anUnknownOutputIsRefused() {
    assertThatThrownBy(() -> Subnetwork.of(whole(), List.of("scores")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"scores\"")
        .hasMessageContaining("[classes, exit]");
  }

  @Test
  void outputsHaveToBeNamed() {
    assertThatThrownBy(() -> Subnetwork.of(whole(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found none")
        .hasMessageContaining("[classes, exit]");
  }
}
