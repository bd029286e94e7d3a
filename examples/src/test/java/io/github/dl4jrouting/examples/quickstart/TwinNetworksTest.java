package io.github.dl4jrouting.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TwinNetworksTest {

  private final TwinNetworks twins = new TwinNetworks(784, 10, 3, 1000);

  @Test
  void twinsStartWithTheSameWeights() {
    ComputationGraph routed = twins.routed();

    assertThat(twins.dense().getLayers())
        .hasSize(1 + 6 + 1)
        .allSatisfy(
            layer -> {
              String name = layer.conf().getLayer().getLayerName();
              assertThat(routed.getLayer(name).params()).as(name).isEqualTo(layer.params());
            });
  }

  @Test
  void routedTwinIsTheDenseOneWhereAllRoutersAreOpen() {
    ComputationGraph routed = twins.routed();
    for (int i = 1; i <= TwinNetworks.BLOCKS; i++) {
      routed.getLayer("block-" + i + "-router").getParam("W0").assign(0);
    }
    INDArray pixels = Nd4j.rand(DataType.FLOAT, 5, 784);

    INDArray expected = twins.dense().outputSingle(pixels);

    assertThat(routed.outputSingle(pixels).equalsWithEps(expected, 1e-6)).isTrue();
  }

  @Test
  void routersAddLittleToTheParameters() {
    ComputationGraph dense = twins.dense();
    ComputationGraph routed = twins.routed();

    assertThat(dense.numParams())
        .isEqualTo(784 * 192 + 192 + 6 * (192 * 192 + 192) + 192 * 10 + 10);
    assertThat(routed.numParams() - dense.numParams()).isEqualTo(6 * (192 * 2 + 2));
  }
}
