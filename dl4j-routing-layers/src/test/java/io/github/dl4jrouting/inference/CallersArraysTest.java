package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.workspace.ND4JWorkspaceException;

/** Arrays that are read and written where they lie: whatever a caller may bring. */
class CallersArraysTest {
  private static final int WIDTH = 6;

  /** Two outputs; the second is computed after the first. */
  private static ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.FLOAT)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(WIDTH))
                .addLayer(
                    "first",
                    new OutputLayer.Builder().nOut(WIDTH).activation(Activation.SOFTMAX).build(),
                    "in")
                .addLayer("hidden", new DenseLayer.Builder().nOut(9).build(), "in")
                .addLayer(
                    "second",
                    new OutputLayer.Builder().nOut(WIDTH).activation(Activation.SOFTMAX).build(),
                    "hidden")
                .setOutputs("first", "second")
                .build());
    graph.init();
    return graph;
  }

  private static INDArray floats(int rows, int columns) {
    return Nd4j.randn(DataType.FLOAT, rows, columns);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void anOutputMayBeWrittenOverTheInput(int batch) {
    RoutedInference plan = RoutedInference.compile(graph());
    INDArray x = floats(batch, WIDTH);
    INDArray[] expected = plan.output(x);
    INDArray[] kept = {x, floats(batch, WIDTH)};
    plan.outputInto(kept, x);
    Stock.assertClose("over the input", kept, expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void whatHasBeenClosedIsNeitherReadNorWritten(int batch) {
    RoutedInference plan = RoutedInference.compile(graph());
    INDArray x = floats(batch, WIDTH);
    INDArray closed = floats(batch, WIDTH);
    closed.close();
    assertThatThrownBy(() -> plan.output(closed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("Input \"in\"", "closed");
    INDArray[] kept = {floats(batch, WIDTH), closed};
    assertThatThrownBy(() -> plan.outputInto(kept, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("Output \"second\"", "closed");
  }

  @Test
  void arraysOfAWorkspaceAreTakenWhileItIsOpenAlone() {
    RoutedInference plan = RoutedInference.compile(graph());
    var configuration = WorkspaceConfiguration.builder().initialSize(1 << 16).build();
    INDArray outside = floats(4, WIDTH);
    INDArray x;
    INDArray result;
    INDArray[] kept = new INDArray[2];
    try (MemoryWorkspace open =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(configuration, "CALLER")) {
      x = floats(4, WIDTH);
      assertThat(x.data().getParentWorkspace()).isSameAs(open);
      kept[0] = floats(4, WIDTH);
      kept[1] = floats(4, WIDTH).dup('f');
      plan.outputInto(kept, x);
      INDArray[] expected = plan.output(x);
      Stock.assertClose("kept in a workspace", kept, expected);
      result = expected[0];
    }
    assertThat(result.isAttached()).isFalse();
    assertThatThrownBy(() -> plan.output(x))
        .isInstanceOf(ND4JWorkspaceException.class)
        .hasMessageContaining("Input \"in\"");
    assertThatThrownBy(() -> plan.outputInto(kept, outside))
        .isInstanceOf(ND4JWorkspaceException.class)
        .hasMessageContaining("Output \"first\"");
  }

  @Test
  void outputArraysThatCannotHoldTheResultsAreRefused() {
    RoutedInference plan = RoutedInference.compile(graph());
    INDArray x = floats(3, WIDTH);
    INDArray one = floats(3, WIDTH);
    assertThatThrownBy(() -> plan.outputInto(new INDArray[] {one, one}, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("Output \"second\"", "that of output \"first\"");
    INDArray integers = Nd4j.zeros(DataType.INT32, 3, WIDTH);
    assertThatThrownBy(() -> plan.outputInto(new INDArray[] {one, integers}, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("Output \"second\"", "floating-point", "INT");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void viewsAreReadAndWrittenInPlace(int batch) {
    RoutedInference plan = RoutedInference.compile(graph());
    INDArray many = floats(3 * batch + 4, 3 * WIDTH + 5);
    INDArray line = Nd4j.randn(DataType.FLOAT, batch * WIDTH + 3);
    List<INDArray> views =
        List.of(
            many.get(
                NDArrayIndex.interval(1, 3, 1 + 3 * batch),
                NDArrayIndex.interval(2, 2, 2 + 2 * WIDTH)),
            many.dup('f')
                .get(NDArrayIndex.interval(2, 2 + batch), NDArrayIndex.interval(3, 3 + WIDTH)),
            floats(WIDTH, batch).transpose(),
            line.get(NDArrayIndex.interval(1, 1 + batch * WIDTH)).reshape(batch, WIDTH),
            Nd4j.create(line.data(), new long[] {batch, WIDTH}, new long[] {0, 1}, 2, 'c'));
    for (INDArray view : views) {
      INDArray plain = Nd4j.createFromArray(view.toFloatMatrix());
      Stock.assertClose("view", plan.output(view), plan.output(plain));
    }
    INDArray tall = Nd4j.ones(DataType.FLOAT, batch + 2, WIDTH);
    INDArray kept = tall.get(NDArrayIndex.interval(1, 1 + batch), NDArrayIndex.all());
    INDArray x = floats(batch, WIDTH);
    INDArray[] outputs = {kept, floats(WIDTH, batch).transpose()};
    plan.outputInto(outputs, x);
    Stock.assertClose("kept views", outputs, plan.output(x));
    assertThat(tall.getRow(0)).isEqualTo(Nd4j.ones(DataType.FLOAT, WIDTH));
    assertThat(tall.getRow(batch + 1)).isEqualTo(Nd4j.ones(DataType.FLOAT, WIDTH));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE", "HALF"})
  void notANumberIsRefusedAndInfinitiesAreNotInInputsOfAnyType(DataType type) {
    for (DataType network : new DataType[] {DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16}) {
      ComputationGraph graph = graph();
      RoutedInference plan =
          RoutedInference.compile(
              network == DataType.FLOAT ? graph : graph.convertDataType(network));
      INDArray x = Nd4j.zeros(type, 2, WIDTH);
      x.putScalar(0, 1, Double.POSITIVE_INFINITY);
      x.putScalar(1, 1, Double.NEGATIVE_INFINITY);
      assertThatCode(() -> plan.output(x)).as("%s in %s", type, network).doesNotThrowAnyException();
      x.putScalar(1, WIDTH - 1, Double.NaN);
      assertThatThrownBy(() -> plan.output(x))
          .as("%s in %s", type, network)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("\"in\"", "NaN");
    }
  }

  @Test
  void notANumberIsFoundAtEitherEndOfThePartsThatAreCheckedAtOnce() {
    Step step = new Step(new Workers(3), new MemoryPool());
    NumberCheck check = new NumberCheck();
    for (int at : new int[] {0, 8191, 8192, 16383, 16384, 19_999}) {
      INDArray x = Nd4j.valueArrayOf(new long[] {1, 20_000}, Float.MAX_VALUE, DataType.FLOAT);
      x.putScalar(0, (at + 1) % 20_000, Float.NEGATIVE_INFINITY);
      check.check(step, Transfer.borrow(x), 2, 0, "in");
      x.putScalar(0, at, Float.NaN);
      assertThatThrownBy(() -> check.check(step, Transfer.borrow(x), 2, 0, "in"))
          .hasMessageContaining("NaN in sample " + at / 2);
    }
  }
}
