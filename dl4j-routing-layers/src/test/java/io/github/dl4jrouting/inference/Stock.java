package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's own inference, the oracle of the engine. */
final class Stock {
  static final double TOLERANCE = 1e-5;

  /** As a larger machine has, where work is cut into more parts. */
  private static final int MANY_THREADS = 7;

  private Stock() {}

  /** Fails unless the engine's outputs equal DL4J's, on this machine and on a larger one. */
  static void assertSame(String what, ComputationGraph graph, INDArray... inputs) {
    INDArray[] expected = graph.output(inputs);
    assertClose(what, RoutedInference.compile(graph).output(inputs), expected);
    INDArray[] manyThreads = RoutedInference.compile(graph, MANY_THREADS).output(inputs);
    assertClose(what + ", " + MANY_THREADS + " threads", manyThreads, expected);
  }

  /**
   * Fails unless kernels compute all of a network of one input with {@link Chain#vary other
   * weights}.
   */
  static void assertOnKernels(ComputationGraph graph, InputType type) {
    assertThat(leftToDl4j(graph, type)).isEmpty();
  }

  /**
   * The vertices that the engine leaves to DL4J, with {@link Chain#vary other weights}. Fails
   * unless the outputs of one sample and of some equal DL4J's.
   */
  static Set<String> leftToDl4j(ComputationGraph graph, InputType type) {
    Chain.vary(graph);
    RoutedInference plan = RoutedInference.compile(graph);
    for (int batch : new int[] {1, 7}) {
      INDArray x = Nd4j.randn(Chain.shape(type, batch));
      assertSame("batch " + batch, graph, x);
      plan.output(x);
    }
    return plan.leftToDl4j();
  }

  /** {@link #assertSame} with a mask for the one input. */
  static void assertSameMasked(String what, ComputationGraph graph, INDArray mask, INDArray input) {
    INDArray[] inputs = {input};
    INDArray[] masks = {mask};
    INDArray[] expected = graph.output(false, inputs, masks);
    for (int threads : new int[] {1, 2, MANY_THREADS}) {
      RoutedInference plan = RoutedInference.compile(graph, threads);
      String how = what + ", masked, " + threads + " threads";
      assertClose(how, plan.output(inputs, masks), expected);
    }
  }

  static void assertClose(String what, INDArray[] found, INDArray[] expected) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i].shape())
          .as(what + ", shape of output " + i)
          .isEqualTo(expected[i].shape());
      assertThat(found[i].dataType()).as(what).isEqualTo(expected[i].dataType());
      double[] e = expected[i].dup('c').data().asDouble();
      double[] f = found[i].dup('c').data().asDouble();
      double scale = Arrays.stream(e).filter(Double::isFinite).map(Math::abs).max().orElse(0);
      for (int j = 0; j < e.length; j++) {
        boolean close = Math.abs(e[j] - f[j]) <= TOLERANCE * Math.max(scale, 1e-3);
        if (!close) { // also infinities, which are equal or not
          assertThat(f[j])
              .as(
                  "%s: output %d, element %d of shape %s",
                  what, i, j, Arrays.toString(expected[i].shape()))
              .isEqualTo(e[j]);
        }
      }
      if (expected[i].rank() == 2) {
        assertSameClass(what, found[i], expected[i], TOLERANCE * Math.max(scale, 1e-3));
      }
    }
  }

  private static void assertSameClass(
      String what, INDArray found, INDArray expected, double tolerance) {
    for (int r = 0; r < expected.size(0); r++) {
      double[] e = expected.getRow(r).toDoubleVector();
      double[] f = found.getRow(r).toDoubleVector();
      int best = argmax(e);
      int chosen = argmax(f);
      if (best != chosen && e[best] - e[chosen] > 2 * tolerance) {
        assertThat(chosen).as("%s: class of sample %d", what, r).isEqualTo(best);
      }
    }
  }

  private static int argmax(double[] x) {
    int best = 0;
    for (int i = 1; i < x.length; i++) {
      best = x[i] > x[best] ? i : best;
    }
    return best;
  }
}
