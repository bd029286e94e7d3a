package io.github.dl4jrouting.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.zoo.RoutedMlp;
import io.github.dl4jrouting.zoo.Routing;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

class DistillationTest {

  private final INDArray x = Nd4j.rand(DataType.FLOAT, 6, 4);
  private final INDArray y = Nd4j.vstack(Nd4j.eye(3), Nd4j.eye(3)).castTo(DataType.FLOAT);

  private static ComputationGraph network() {
    return RoutedMlp.builder()
        .inputs(4)
        .classes(3)
        .width(5)
        .blocks(2)
        .routing(Routing.EARLY_EXIT)
        .build()
        .init();
  }

  private MultiDataSet data(INDArray early) {
    return new MultiDataSet(new INDArray[] {x}, new INDArray[] {y, early});
  }

  @Test
  void aStepLearnsFromTheDeepAnswerAsIfItHadBeenComputedBefore() {
    ComputationGraph before = network();
    ComputationGraph within = network();
    for (int step = 0; step < 3; step++) {
      INDArray deep = before.output(x)[0];
      before.fit(data(y.mul(1 - 0.3).addi(deep.mul(0.3))));
      within.fit(data(Distillation.in(within).labels(y, 0.3)));
      assertThat(within.params()).isEqualTo(before.params());
      assertThat(within.score()).isEqualTo(before.score());
    }
  }

  @Test
  void otherStepsOfTheNetworkAreAsEver() {
    ComputationGraph network = network();
    ComputationGraph other = network();
    Distillation.in(network).labels(y, 0.3);
    network.fit(data(y.dup()));
    other.fit(data(y.dup()));
    INDArray labels = y.dup();
    network.fit(data(labels));
    other.fit(data(y.dup()));
    assertThat(labels).isEqualTo(y);
    assertThat(network.params()).isEqualTo(other.params());
  }

  @Test
  void aNetworkHasOneOfThem() {
    ComputationGraph network = network();
    assertThat(Distillation.in(network)).isSameAs(Distillation.in(network));
  }
}
