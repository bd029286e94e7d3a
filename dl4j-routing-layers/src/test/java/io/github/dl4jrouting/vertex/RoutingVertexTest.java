package io.github.dl4jrouting.vertex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import io.github.dl4jrouting.contract.DoublePrecision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@ExtendWith(DoublePrecision.class)
class RoutingVertexTest {
  private static final int N = 4;
  private static final LayerWorkspaceMgr NONE = LayerWorkspaceMgr.noWorkspaces();

  static long[][] shapes() {
    return new long[][] {{N, 5}, {N, 2, 3}, {N, 2, 3, 2}, {N, 2, 2, 2, 2}, {N, 1}};
  }

  private static GraphVertex vertex(INDArray... inputs) {
    return vertex(new RoutingVertex(), inputs);
  }

  private static GraphVertex vertex(RoutingVertex configuration, INDArray... inputs) {
    GraphVertex vertex =
        configuration.instantiate(null, "mix", 3, null, false, inputs[1].dataType());
    vertex.setInputVertices(new VertexIndices[inputs.length]);
    for (int i = 0; i < inputs.length; i++) {
      vertex.setInput(i, inputs[i], NONE);
    }
    return vertex;
  }

  private static INDArray p(int paths) {
    INDArray p = Nd4j.rand(DataType.DOUBLE, N, paths);
    return p.diviColumnVector(p.sum(1));
  }

  private static INDArray[] inputs(INDArray p, long[] shape) {
    INDArray[] inputs = new INDArray[1 + (int) p.size(1)];
    inputs[0] = p;
    for (int k = 1; k < inputs.length; k++) {
      inputs[k] = Nd4j.rand(DataType.DOUBLE, shape).subi(0.5);
    }
    return inputs;
  }

  private static double[] sample(INDArray x, int n) {
    double[] all = x.dup('c').data().asDouble();
    int length = all.length / N;
    return Arrays.copyOfRange(all, n * length, (n + 1) * length);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theOutputIsTheMixtureOfThePathsAndItsGradientsAreTheProducts(long[] shape) {
    for (int paths : new int[] {2, 3}) {
      INDArray[] inputs = inputs(p(paths), shape);
      GraphVertex vertex = vertex(inputs);
      INDArray y = vertex.doForward(true, NONE);
      INDArray epsilon = Nd4j.rand(DataType.DOUBLE, shape).subi(0.5);
      vertex.setEpsilon(epsilon);
      INDArray[] gradients = vertex.doBackward(false, NONE).getSecond();
      for (int n = 0; n < N; n++) {
        double[] expected = new double[sample(y, n).length];
        for (int k = 0; k < paths; k++) {
          double dp = 0;
          for (int i = 0; i < expected.length; i++) {
            double pk = inputs[0].getDouble(n, k);
            expected[i] += pk * sample(inputs[k + 1], n)[i];
            dp += sample(epsilon, n)[i] * sample(inputs[k + 1], n)[i];
            assertThat(sample(gradients[k + 1], n)[i])
                .isCloseTo(pk * sample(epsilon, n)[i], org.assertj.core.data.Offset.offset(1e-12));
          }
          assertThat(gradients[0].getDouble(n, k))
              .isCloseTo(dp, org.assertj.core.data.Offset.offset(1e-12));
        }
        assertThat(sample(y, n))
            .containsExactly(expected, org.assertj.core.data.Offset.offset(1e-12));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void aResidualOneAddsItsPathsToTheLast(long[] shape) {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      double tolerance = type == DataType.DOUBLE ? 1e-12 : 1e-5;
      for (int paths : new int[] {2, 3}) {
        INDArray[] apart = inputs(Nd4j.rand(DataType.DOUBLE, N, paths), shape);
        INDArray[] inputs = Arrays.stream(apart).map(INDArray::dup).toArray(INDArray[]::new);
        for (int k = 1; k < paths; k++) {
          apart[k].addi(apart[paths]);
        }
        INDArray epsilon = Nd4j.rand(DataType.DOUBLE, shape).subi(0.5);
        GraphVertex expected = vertex(apart);
        INDArray y = expected.doForward(true, NONE);
        expected.setEpsilon(epsilon);
        INDArray[] above = expected.doBackward(false, NONE).getSecond();
        GraphVertex vertex =
            vertex(
                RoutingVertex.residual("block"),
                Arrays.stream(inputs).map(input -> input.castTo(type)).toArray(INDArray[]::new));
        isClose(vertex.doForward(true, NONE), y, tolerance);
        vertex.setEpsilon(epsilon.castTo(type));
        INDArray[] gradients = vertex.doBackward(false, NONE).getSecond();
        // dL/dx has the part of each sum that it is in.
        for (int k = 1; k < paths; k++) {
          above[paths].addi(above[k]);
        }
        for (int i = 0; i <= paths; i++) {
          isClose(gradients[i], above[i], tolerance);
        }
      }
    }
  }

  @Test
  void aResidualOneIsTheSumOrItsInputBitForBitAndReadsNoMore() {
    INDArray x = Nd4j.rand(DataType.FLOAT, N, 20);
    INDArray block = Nd4j.rand(DataType.FLOAT, N, 20);
    block.getRow(1).assign(Float.NaN);
    INDArray p = Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}, {1, 0}, {1, 0}});
    INDArray y = vertex(RoutingVertex.residual("block"), p, block, x).doForward(false, NONE);
    INDArray sum = x.add(block);
    sum.putRow(1, x.getRow(1));
    assertThat(y.dup('c').data().asFloat()).containsExactly(sum.dup('c').data().asFloat());
    INDArray closed = Nd4j.createFromArray(new float[][] {{0, 1}, {0, 1}, {0, 1}, {0, 1}});
    assertThat(vertex(RoutingVertex.residual("block"), closed, block, x).doForward(false, NONE))
        .isEqualTo(x);
  }

  /** As in the engine, which does not compute them. */
  @ParameterizedTest
  @MethodSource("shapes")
  void rowsOfPathsThatCountForNothingMayBeNoNumbers(long[] shape) {
    INDArray p = Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}, {1, 0}, {0.5, 0.5}});
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      for (char order : new char[] {'c', 'f'}) {
        INDArray through = Nd4j.rand(type, shape).dup(order);
        INDArray bypass = Nd4j.rand(type, shape).dup('c');
        INDArray expected = through.castTo(DataType.DOUBLE).dup('c');
        expected.slice(1).assign(bypass.slice(1));
        expected.slice(3).addi(bypass.slice(3)).muli(0.5);
        through.slice(1).assign(Double.NaN);
        bypass.slice(0).assign(Double.POSITIVE_INFINITY);
        bypass.slice(2).assign(Double.NaN);
        isClose(vertex(p.castTo(type), through, bypass).doForward(false, NONE), expected, 1e-6);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void identicalPathsComeOutAsTheyWentIn(long[] shape) {
    INDArray x = Nd4j.rand(DataType.DOUBLE, shape);
    assertThat(vertex(p(3), x, x.dup(), x.dup('f')).doForward(false, NONE)).isEqualTo(x);
  }

  @Test
  void anOpenGateReturnsItsPathBitForBit() {
    INDArray x = Nd4j.rand(DataType.DOUBLE, N, 3);
    INDArray open = Nd4j.createFromArray(new double[][] {{1, 0}, {1, 0}, {1, 0}, {1, 0}});
    INDArray y = vertex(open, x, Nd4j.valueArrayOf(new long[] {N, 3}, 1e30)).doForward(false, NONE);
    assertThat(y.dup('c').data().asDouble()).containsExactly(x.data().asDouble());
    assertThat(y).isNotSameAs(x);
  }

  @Test
  void rowsTakeTheirOwnPaths() {
    INDArray p = Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}});
    INDArray y =
        vertex(p, Nd4j.ones(DataType.DOUBLE, N, 2), Nd4j.ones(DataType.DOUBLE, N, 2).muli(7))
            .doForward(false, NONE);
    assertThat(y).isEqualTo(Nd4j.createFromArray(new double[][] {{1, 1}, {7, 7}, {1, 1}, {7, 7}}));
  }

  /** The same numbers as DL4J's layers may leave them in memory. */
  private static List<INDArray> layouts(INDArray x) {
    List<INDArray> layouts =
        new ArrayList<>(List.of(x.dup('c'), x.dup('f'), x.reshape(1, N, 3, 5).dup().get(point(0))));
    for (int[] order : new int[][] {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}}) {
      int[] back = new int[order.length];
      for (int d = 0; d < order.length; d++) {
        back[order[d]] = d;
      }
      layouts.add(x.permute(order).dup('c').permute(back));
    }
    layouts.add(Nd4j.concat(2, x, x).get(all(), all(), interval(0, 5)));
    return layouts;
  }

  @Test
  void floatsGiveTheSameWhateverTheirLayout() {
    INDArray[] exact = inputs(p(2), new long[] {N, 3, 5});
    INDArray above = Nd4j.rand(DataType.DOUBLE, N, 3, 5).subi(0.5);
    GraphVertex expected = vertex(exact);
    INDArray y = expected.doForward(true, NONE);
    expected.setEpsilon(above);
    INDArray[] gradients = expected.doBackward(false, NONE).getSecond();
    INDArray p = exact[0].castTo(DataType.FLOAT);
    for (INDArray through : layouts(exact[1].castTo(DataType.FLOAT))) {
      for (INDArray bypass : layouts(exact[2].castTo(DataType.FLOAT))) {
        for (INDArray epsilon : layouts(above.castTo(DataType.FLOAT))) {
          GraphVertex vertex = vertex(p, through, bypass);
          isClose(vertex.doForward(true, NONE), y);
          vertex.setEpsilon(epsilon);
          INDArray[] found = vertex.doBackward(false, NONE).getSecond();
          for (int i = 0; i < found.length; i++) {
            isClose(found[i], gradients[i]);
          }
        }
      }
    }
  }

  private static void isClose(INDArray found, INDArray expected) {
    isClose(found, expected, 1e-5);
  }

  private static void isClose(INDArray found, INDArray expected, double tolerance) {
    assertThat(found.castTo(DataType.DOUBLE).equalsWithEps(expected, tolerance)).isTrue();
  }

  @Test
  void whatNoPathWantsIsZero() {
    INDArray x = Nd4j.ones(DataType.DOUBLE, N, 2);
    INDArray none = Nd4j.zeros(DataType.DOUBLE, N, 2);
    assertThat(vertex(none, x, x.dup('f')).doForward(false, NONE)).isEqualTo(none);
  }

  @Test
  void inputsStayUnchangedAndMayBeViews() {
    INDArray big = Nd4j.rand(DataType.DOUBLE, N, 2, 3);
    INDArray view = big.permute(0, 2, 1);
    INDArray copy = view.dup('c');
    INDArray p = p(2);
    INDArray before = p.dup();
    INDArray y = vertex(p, view, view.mul(2)).doForward(false, NONE);
    assertThat(vertex(p, copy, copy.mul(2)).doForward(false, NONE)).isEqualTo(y);
    assertThat(view).isEqualTo(copy);
    assertThat(p).isEqualTo(before);
  }

  @Test
  void theMaskOfTheMixtureIsTheUnionOfThePathsMasks() {
    GraphVertex vertex = vertex(inputs(p(2), new long[] {N, 2, 3}));
    INDArray a = Nd4j.createFromArray(new double[][] {{1, 0, 0}});
    INDArray b = Nd4j.createFromArray(new double[][] {{0, 1, 0}});
    assertThat(
            vertex
                .feedForwardMaskArrays(new INDArray[] {null, a, b}, MaskState.Active, N)
                .getFirst())
        .isEqualTo(Nd4j.createFromArray(new double[][] {{1, 1, 0}}));
    assertThat(
            vertex
                .feedForwardMaskArrays(new INDArray[] {null, a, null}, MaskState.Active, N)
                .getFirst())
        .isNull();
    assertThat(vertex.feedForwardMaskArrays(null, MaskState.Active, N).getFirst()).isNull();
  }

  @Test
  void anotherNumberOfProbabilitiesThanPathsIsRejected() {
    INDArray x = Nd4j.rand(DataType.DOUBLE, N, 3);
    assertThatThrownBy(() -> vertex(p(3), x, x).doForward(false, NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"mix\"", "[N, 2]", "[4, 3]");
    InputType dense = InputType.feedForward(3);
    assertThatThrownBy(() -> new RoutingVertex().getOutputType(0, dense, dense, dense))
        .isInstanceOf(InvalidInputTypeException.class)
        .hasMessageContainingAll("2 probabilities", "found", dense.toString());
    assertThatThrownBy(() -> new RoutingVertex().getOutputType(0, InputType.feedForward(1), dense))
        .isInstanceOf(InvalidInputTypeException.class)
        .hasMessageContainingAll("at least 3", "found 2");
  }

  @Test
  void pathsOfOtherShapesAreRejected() {
    INDArray x = Nd4j.rand(DataType.DOUBLE, N, 3);
    assertThatThrownBy(
            () -> vertex(p(2), x, Nd4j.rand(DataType.DOUBLE, N, 4)).doForward(false, NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"mix\"", "[4, 3]", "path 1", "[4, 4]");
    assertThatThrownBy(
            () ->
                vertex(p(2), Nd4j.rand(DataType.DOUBLE, 2, 3), Nd4j.rand(DataType.DOUBLE, 2, 3))
                    .doForward(false, NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"mix\"", "4 rows", "[2, 3]");
    assertThatThrownBy(
            () ->
                new RoutingVertex()
                    .getOutputType(
                        0,
                        InputType.feedForward(2),
                        InputType.feedForward(3),
                        InputType.feedForward(4)))
        .isInstanceOf(InvalidInputTypeException.class)
        .hasMessageContainingAll("path 0", "path 1", "3", "4");
    InputType p = InputType.feedForward(3);
    InputType four = InputType.feedForward(4);
    for (InputType[] paths : new InputType[][] {{four, p, p}, {p, four, p}}) {
      assertThatThrownBy(
              () -> RoutingVertex.residual("b").getOutputType(0, p, paths[0], paths[1], paths[2]))
          .isInstanceOf(InvalidInputTypeException.class)
          .hasMessageContainingAll("Block \"b\"", p.toString(), "found an output of " + four);
    }
  }

  /** As that of a sequence is behind a layer that DL4J gives a row for each step. */
  @Test
  void aLengthThatOnePathDoesNotKnowIsTheOthers() {
    InputType p = InputType.feedForward(2);
    InputType known = InputType.recurrent(5, 9);
    InputType unknown = InputType.recurrent(5);
    RoutingVertex vertex = new RoutingVertex();
    assertThat(vertex.getOutputType(0, p, unknown, known)).isEqualTo(known);
    assertThat(vertex.getOutputType(0, p, known, unknown)).isEqualTo(known);
    assertThat(vertex.getOutputType(0, p, unknown, unknown)).isEqualTo(unknown);
    InputType last = InputType.recurrent(5, -1, RNNFormat.NWC);
    assertThatThrownBy(() -> vertex.getOutputType(0, p, unknown, last))
        .isInstanceOf(InvalidInputTypeException.class);
    assertThatThrownBy(() -> vertex.getOutputType(0, p, unknown, InputType.recurrent(6, 9)))
        .isInstanceOf(InvalidInputTypeException.class);
  }
}
