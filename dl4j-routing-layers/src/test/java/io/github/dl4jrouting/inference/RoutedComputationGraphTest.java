package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class RoutedComputationGraphTest {
  private static final int BATCH = 12;

  private static DataSet data(RandomGraph.Sample sample) {
    INDArray x = sample.input(new java.util.Random(5), BATCH, DataType.FLOAT);
    INDArray y = Nd4j.zeros(DataType.FLOAT, BATCH, 4);
    for (int r = 0; r < BATCH; r++) {
      y.putScalar(r, r % 4, 1);
    }
    return new DataSet(x, y);
  }

  /** The first random graph with one output. */
  private static RandomGraph.Sample sample() {
    for (long seed = 1; ; seed++) {
      RandomGraph.Sample sample = RandomGraph.of(seed, DataType.FLOAT);
      if (sample.graph().getNumOutputArrays() == 1) {
        return sample;
      }
    }
  }

  @Test
  void outputEvaluationAndInnerActivationsEqualDl4js() {
    RandomGraph.Sample sample = sample();
    ComputationGraph graph = sample.graph();
    RoutedComputationGraph routed = RoutedComputationGraph.of(graph);
    DataSet data = data(sample);
    Stock.assertClose(
        "output", routed.output(data.getFeatures()), graph.output(data.getFeatures()));
    Evaluation expected = graph.evaluate(iterator(data));
    Evaluation found = routed.evaluate(iterator(data));
    assertThat(found.confusionMatrix()).isEqualTo(expected.confusionMatrix());
    String inner =
        graph
            .getConfiguration()
            .getVertexInputs()
            .get(graph.getConfiguration().getNetworkOutputs().get(0))
            .get(0);
    Stock.assertClose(
        "inner",
        routed.output(List.of(inner), false, new INDArray[] {data.getFeatures()}, null),
        graph.output(List.of(inner), false, new INDArray[] {data.getFeatures()}, null));
  }

  @Test
  void trainingGoesOnAsInDl4jAndInferenceFollows() {
    RandomGraph.Sample sample = sample();
    ComputationGraph graph = sample.graph();
    RoutedComputationGraph routed = RoutedComputationGraph.of(graph);
    DataSet data = data(sample);
    routed.output(data.getFeatures());
    graph.fit(data);
    routed.fit(data);
    Stock.assertClose(
        "after training", routed.output(data.getFeatures()), graph.output(data.getFeatures()));
    assertThat(routed.score(data)).isEqualTo(graph.score(data));
    Stock.assertClose(
        "clone", routed.clone().output(data.getFeatures()), graph.output(data.getFeatures()));
  }

  @Test
  void aCopyGoesOnCountingSoThatSchedulesDoNotStartOver() {
    RandomGraph.Sample sample = sample();
    ComputationGraph graph = sample.graph();
    DataSet data = data(sample);
    graph.fit(iterator(data), 2);
    for (RoutedComputationGraph copy :
        List.of(
            RoutedComputationGraph.of(graph),
            RoutedComputationGraph.of(graph).clone(),
            RoutedComputationGraph.of(RoutedComputationGraph.of(graph)))) {
      assertThat(copy.getIterationCount()).isEqualTo(graph.getIterationCount()).isPositive();
      assertThat(copy.getEpochCount()).isEqualTo(graph.getEpochCount()).isEqualTo(2);
      for (var layer : copy.getLayers()) {
        assertThat(layer.getIterationCount()).isEqualTo(graph.getIterationCount());
        assertThat(layer.getEpochCount()).isEqualTo(2);
      }
    }
  }

  @Test
  void aNetworkWithoutParametersIsRejected() {
    ComputationGraph empty = new ComputationGraph(sample().graph().getConfiguration());
    assertThatThrownBy(() -> RoutedComputationGraph.of(empty))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("Expected an initialised ComputationGraph", "found", "init()");
    assertThatThrownBy(() -> RoutedComputationGraph.of(null)).hasMessageContaining("found null");
  }

  private static ListDataSetIterator<DataSet> iterator(DataSet data) {
    return new ListDataSetIterator<>(data.asList(), 4);
  }
}
