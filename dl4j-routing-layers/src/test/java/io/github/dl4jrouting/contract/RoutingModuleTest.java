package io.github.dl4jrouting.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.router.InferenceMode;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The pseudocode of the adaptive-sparsity document, held against a plain-Java reference:
 *
 * <pre>
 *   probabilities = softmax(routing_network(x))
 *   weighted      = probabilities * x
 *   output        = weighted + skip_connection_weight * weighted        (weight 0 at first)
 * </pre>
 *
 * <p>Reading. The document's score has one number "for each potential path (direct pass-through, or
 * bypass via a dedicated skip connection)", and its product {@code probabilities * x} is written
 * before the paths are told apart. So path 0, pass-through, carries p₀ x; path 1, the skip
 * connection, carries p₁ x; and the skip connection's weight scales what the skip connection
 * carries: output = p₀ x + w p₁ x. With w = 0 the skip connection is silent at the start, as the
 * text demands ("initially weighted with zero").
 *
 * <p>The pseudocode taken letter by letter has one vector {@code weighted} in both terms: output =
 * p₀ x + w p₀ x, the skip connection carrying the share of the pass-through. That is a graph too: a
 * router's through path whose layer is x + w x. Both are held against their formula here.
 */
@ExtendWith(DoublePrecision.class)
class RoutingModuleTest {
  private static final int N = 4;
  private static final int D = 3;
  private static final int HIDDEN = 5;

  private static ComputationGraph module(boolean letterByLetter) {
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(9)
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(0.5))
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.feedForward(D))
            .addLayer(
                "router",
                new RouterLayer.Builder()
                    .hidden(HIDDEN)
                    .activation(Activation.TANH)
                    .inferenceMode(InferenceMode.SOFT)
                    .build(),
                "x")
            .addLayer("skip", new SkipConnectionLayer.Builder().l1(0).build(), "x");
    if (letterByLetter) {
      graph
          .addVertex(
              "both",
              new org.deeplearning4j.nn.conf.graph.ElementWiseVertex(
                  org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op.Add),
              "x",
              "skip")
          .addLayer("zero", new SkipConnectionLayer.Builder().l1(0).build(), "x")
          .addVertex("module", new RoutingVertex(), "router", "both", "zero");
    } else {
      graph
          .addLayer(
              "through", new ActivationLayer.Builder().activation(Activation.IDENTITY).build(), "x")
          .addVertex("module", new RoutingVertex(), "router", "through", "skip");
    }
    ComputationGraphConfiguration conf =
        graph
            .addLayer(
                "out",
                new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(),
                "module")
            .setOutputs("out")
            .build();
    ComputationGraph network = new ComputationGraph(conf);
    network.init();
    return network;
  }

  private static double[][] x() {
    Random random = new Random(6);
    double[][] x = new double[N][D];
    for (double[] row : x) {
      for (int d = 0; d < D; d++) {
        row[d] = random.nextGaussian();
      }
    }
    return x;
  }

  /** softmax(tanh(x W0 + b0) W1 + b1), in plain Java, of the network's current parameters. */
  private static double[] probabilities(ComputationGraph network, double[] x) {
    double[] h = affine(x, network.getParam("router_W0"), network.getParam("router_b0"));
    for (int i = 0; i < h.length; i++) {
      h[i] = Math.tanh(h[i]);
    }
    double[] s = affine(h, network.getParam("router_W1"), network.getParam("router_b1"));
    double p0 = Math.exp(s[0]) / (Math.exp(s[0]) + Math.exp(s[1]));
    return new double[] {p0, 1 - p0};
  }

  private static double[] affine(double[] x, INDArray w, INDArray b) {
    double[] y = new double[(int) w.size(1)];
    for (int j = 0; j < y.length; j++) {
      y[j] = b.getDouble(j);
      for (int i = 0; i < x.length; i++) {
        y[j] += x[i] * w.getDouble(i, j);
      }
    }
    return y;
  }

  private static void assertFormula(ComputationGraph network, boolean letterByLetter, double w) {
    double[][] x = x();
    INDArray input = Nd4j.createFromArray(x);
    for (boolean training : new boolean[] {true, false}) {
      INDArray found = network.feedForward(input, training).get("module");
      for (int n = 0; n < N; n++) {
        double[] p = probabilities(network, x[n]);
        for (int d = 0; d < D; d++) {
          double weighted = p[0] * x[n][d];
          double skip = w * (letterByLetter ? weighted : p[1] * x[n][d]);
          assertThat(found.getDouble(n, d)).isEqualTo(weighted + skip, within(1e-12));
        }
      }
    }
  }

  @Test
  void theModuleIsPassThroughAloneAtTheStart() {
    assertFormula(module(false), false, 0);
    assertFormula(module(true), true, 0);
  }

  @Test
  void theModuleFollowsTheFormulaForAnyWeight() {
    for (boolean letterByLetter : new boolean[] {false, true}) {
      ComputationGraph network = module(letterByLetter);
      network.getParam("skip_W").assign(-0.37);
      assertFormula(network, letterByLetter, -0.37);
    }
  }

  @Test
  void theSkipWeightIsTrainedAwayFromZeroAlongWithTheRouter() {
    ComputationGraph network = module(false);
    INDArray router = network.getParam("router_W1").dup();
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, N, 2);
    for (int n = 0; n < N; n++) {
      labels.putScalar(n, n % 2, 1);
    }
    MultiDataSet data = new MultiDataSet(Nd4j.createFromArray(x()), labels);
    assertThat(network.getParam("skip_W").getDouble(0)).isZero();
    network.fit(data);
    network.fit(data);
    double w = network.getParam("skip_W").getDouble(0);
    assertThat(w).isNotZero();
    assertThat(network.getParam("router_W1")).isNotEqualTo(router);
    assertFormula(network, false, w);
  }

  @Test
  void aFreshRouterSendsEightySevenPercentThrough() {
    ComputationGraph network = module(false);
    INDArray zeros = Nd4j.zeros(DataType.DOUBLE, 1, D);
    assertThat(network.feedForward(zeros, true).get("router").getDouble(0))
        .isEqualTo(0.87, within(1e-9));
  }
}
