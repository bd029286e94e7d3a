package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** NaN in an input is refused, wherever it is and whatever is computed of it. */
class InputNumbersTest {
  private static final int WIDTH = 37;

  private static GraphBuilder builder() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.FLOAT)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.feedForward(WIDTH));
  }

  /** A stem of as many outputs; its first one reads nothing, by weights of 0. */
  private static ComputationGraph withStem(int outputs, Activation activation) {
    ComputationGraph graph =
        NotANumberTest.finished(
            builder()
                .addLayer(
                    "stem",
                    new DenseLayer.Builder().nOut(outputs).activation(activation).build(),
                    "in"),
            "stem");
    graph.getParam("stem_W").getColumn(0).assign(0);
    return graph;
  }

  @ParameterizedTest
  @CsvSource({
    "5, RELU, 1", "5, IDENTITY, 3", "5, RELU, 48", "70, RELU, 1", "70, IDENTITY, 3",
    "70, RELU, 48", "200, RELU, 7", "2000, IDENTITY, 2", "2200, RELU, 30", "9, TANH, 30"
  })
  void wherever(int outputs, Activation activation, int batch) {
    RoutedInference plan = RoutedInference.compile(withStem(outputs, activation));
    INDArray x = Nd4j.rand(DataType.FLOAT, batch, WIDTH);
    INDArray expected = plan.output(x)[0];
    for (int at = 0; at < WIDTH; at++) {
      INDArray bad = x.dup();
      int row = at % batch;
      bad.putScalar(row, at, Float.NaN);
      assertThatThrownBy(() -> plan.output(bad))
          .as("feature %d of sample %d", at, row)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Input \"in\": expected numbers, found NaN in sample "
                  + row
                  + " of the batch. Check the data and its normalization.");
    }
    assertThat(plan.output(x)[0]).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 30})
  void nothingIsWrittenToTheCallersArrays(int batch) {
    RoutedInference plan = RoutedInference.compile(withStem(70, Activation.RELU));
    INDArray x = Nd4j.rand(DataType.FLOAT, batch, WIDTH);
    x.putScalar(batch - 1, 4, Float.NaN);
    INDArray[] kept = {Nd4j.valueArrayOf(new long[] {batch, 3}, 7, DataType.FLOAT)};
    assertThatThrownBy(() -> plan.outputInto(kept, x)).hasMessageContaining("NaN");
    assertThat(kept[0]).isEqualTo(Nd4j.valueArrayOf(new long[] {batch, 3}, 7, DataType.FLOAT));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 30})
  void notANumberOfTheWeightsMakingIsNoFaultOfTheInput(int batch) {
    ComputationGraph graph = withStem(70, Activation.RELU);
    graph.getParam("stem_W").putScalar(2, 0, Float.NaN);
    INDArray x = Nd4j.rand(DataType.FLOAT, batch, WIDTH);
    assertThatCode(() -> RoutedInference.compile(graph).output(x)).doesNotThrowAnyException();
    graph.getParam("stem_W").putScalar(2, 0, 1);
    x.putScalar(0, 5, Float.POSITIVE_INFINITY); // its product with a weight of 0 is NaN
    assertThatCode(() -> RoutedInference.compile(graph).output(x)).doesNotThrowAnyException();
    x.putScalar(0, 6, Float.NaN);
    assertThatThrownBy(() -> RoutedInference.compile(graph).output(x)).hasMessageContaining("in");
  }

  /** A gate on one input decides who needs the layer that reads the other. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30})
  void samplesThatNeedNothingOfAnInputAreLookedAtAsWell(int batch) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(DataType.FLOAT)
            .graphBuilder()
            .addInputs("decides", "read")
            .setInputTypes(InputType.feedForward(WIDTH), InputType.feedForward(WIDTH))
            .addLayer("gate", new ActivityGateLayer.Builder().threshold(0.5).build(), "decides")
            .addLayer(
                "stem",
                new DenseLayer.Builder().nOut(WIDTH).activation(Activation.RELU).build(),
                "read")
            .addVertex("mix", new RoutingVertex(), "gate", "stem", "decides");
    RoutedInference plan = RoutedInference.compile(NotANumberTest.finished(builder, "mix"));
    INDArray decides = Nd4j.zeros(DataType.FLOAT, batch, WIDTH);
    for (int i = 0; i < batch; i += 2) {
      decides.getRow(i).assign(1);
    }
    INDArray read = Nd4j.rand(DataType.FLOAT, batch, WIDTH);
    for (boolean open : new boolean[] {true, false}) {
      INDArray gate = open ? decides : decides.mul(0);
      plan.output(gate, read);
      for (int row = 0; row < batch; row++) {
        INDArray bad = read.dup();
        bad.putScalar(row, WIDTH - 1, Float.NaN);
        assertThatThrownBy(() -> plan.output(gate, bad))
            .as("sample %d, some open: %s", row, open)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("Input \"read\": expected numbers, found NaN in sample " + row);
      }
    }
  }

  @Test
  void withMasksAsWell() {
    RoutedInference plan = RoutedInference.compile(withStem(70, Activation.RELU));
    INDArray[] x = {Nd4j.rand(DataType.FLOAT, 4, WIDTH)};
    INDArray[] mask = {Nd4j.ones(DataType.FLOAT, 4, 1)};
    plan.output(x, mask);
    x[0].putScalar(3, 1, Float.NaN);
    assertThatThrownBy(() -> plan.output(x, mask)).hasMessageContaining("NaN in sample 3");
  }
}
