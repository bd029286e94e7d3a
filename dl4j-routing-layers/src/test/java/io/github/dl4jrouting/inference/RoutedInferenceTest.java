package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

class RoutedInferenceTest {
  private static final int WIDTH = 24;

  /** Wide enough for a call to wake all threads. */
  private static final int WIDE = 512;

  /** Two gated residual blocks: through where the mean absolute activity is above 0.5. */
  private static ComputationGraph gated() {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Sgd(0.1))
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(WIDTH));
    String last = "in";
    for (int i = 0; i < 2; i++) {
      builder
          .addLayer("gate" + i, new ActivityGateLayer.Builder().threshold(0.5).build(), last)
          .addLayer(
              "block" + i,
              new DenseLayer.Builder().nOut(WIDTH).activation(Activation.RELU).build(),
              last)
          .addVertex("sum" + i, new ElementWiseVertex(ElementWiseVertex.Op.Add), last, "block" + i)
          .addVertex("mix" + i, new RoutingVertex(), "gate" + i, "sum" + i, last);
      last = "mix" + i;
    }
    builder.addLayer(
        "out", new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(), last);
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("out").build());
    graph.init();
    return graph;
  }

  /** Rows with an even index are active. */
  private static INDArray half(int batch) {
    INDArray x = Nd4j.randn(DataType.FLOAT, batch, WIDTH);
    for (int r = 1; r < batch; r += 2) {
      x.getRow(r).muli(0.01);
    }
    return x;
  }

  @Test
  void aSkippedSampleCostsNoBlock() {
    ComputationGraph graph = gated();
    InferenceResult result = RoutedInference.compile(graph).infer(half(5));
    CostModel cost = CostModel.of(graph, InputType.feedForward(WIDTH));
    long skipped = cost.of("gate0") + cost.of("gate1") + cost.of("out");
    assertThat(result.macs())
        .containsExactly(cost.total(), skipped, cost.total(), skipped, cost.total());
    assertThat(result.decisions()).containsOnlyKeys("gate0", "gate1");
    assertThat(result.decisions().get("gate0").getColumn(0).toDoubleVector())
        .containsExactly(1, 0, 1, 0, 1);
  }

  @Test
  void everybodyAndNobodyThroughGiveWhatDl4jGives() {
    ComputationGraph graph = gated();
    Stock.assertSame("all through", graph, Nd4j.randn(DataType.FLOAT, 7, WIDTH));
    Stock.assertSame("none through", graph, Nd4j.randn(DataType.FLOAT, 7, WIDTH).muli(0.01));
    Stock.assertSame("half through", graph, half(7));
  }

  @Test
  void aPlanStartsNoMoreThreadsThanItMay() {
    NeuralNetConfiguration.Builder configuration = new NeuralNetConfiguration.Builder().seed(1);
    ComputationGraph graph =
        new ComputationGraph(
            configuration
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(WIDE))
                .addLayer("hidden", new DenseLayer.Builder().nOut(WIDE).build(), "in")
                .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "hidden")
                .setOutputs("out")
                .build());
    graph.init();
    INDArray x = Nd4j.randn(DataType.FLOAT, 64, WIDE);
    INDArray[] expected = graph.output(x);
    for (int threads = 1; threads <= 3; threads++) {
      Set<Thread> before = workers();
      RoutedInference plan = RoutedInference.compile(graph, threads);
      for (int call = 0; call < 20; call++) {
        Stock.assertClose(threads + " threads", plan.output(x), expected);
      }
      Set<Thread> started = workers();
      started.removeAll(before);
      assertThat(started).as("workers beside the caller").hasSize(threads - 1);
    }
    assertThatThrownBy(() -> RoutedInference.compile(graph, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected threads of 1 or more, found 0");
  }

  private static Set<Thread> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("routed-inference-"))
        .collect(Collectors.toSet());
  }

  @Test
  void inputsOfAnyLayoutAndTypeGiveTheSame() {
    ComputationGraph graph = gated();
    RoutedInference plan = RoutedInference.compile(graph);
    INDArray x = half(6);
    INDArray wide = Nd4j.hstack(Nd4j.ones(6, 2), x, Nd4j.ones(6, 3));
    INDArray view = wide.get(NDArrayIndex.all(), NDArrayIndex.interval(2, WIDTH + 2));
    INDArray tall = Nd4j.vstack(Nd4j.ones(2, WIDTH), x);
    INDArray expected = plan.output(x)[0];
    assertThat(plan.output(x.dup('f'))[0]).isEqualTo(expected);
    assertThat(plan.output(view)[0]).isEqualTo(expected);
    assertThat(plan.output(tall.get(NDArrayIndex.interval(2, 8)))[0]).isEqualTo(expected);
    assertThat(plan.output(x.castTo(DataType.DOUBLE))[0]).isEqualTo(expected);
  }

  @Test
  void aSampleAloneGivesWhatItGivesInABatch() {
    RoutedInference plan = RoutedInference.compile(gated());
    INDArray x = half(33);
    INDArray together = plan.output(x)[0];
    for (int r = 0; r < 33; r++) {
      INDArray alone = plan.output(x.get(NDArrayIndex.interval(r, r + 1)))[0];
      Stock.assertClose(
          "sample " + r,
          new INDArray[] {alone},
          new INDArray[] {together.get(NDArrayIndex.interval(r, r + 1))});
    }
  }

  @Test
  void eightThreadsGiveBitForBitWhatOneGives() throws Exception {
    RandomGraph.Sample sample = RandomGraph.of(17, DataType.FLOAT);
    RoutedInference plan = RoutedInference.compile(gated());
    RoutedInference random = RoutedInference.compile(sample.graph());
    List<INDArray> inputs = new ArrayList<>();
    List<INDArray> others = new ArrayList<>();
    Random seeds = new Random(3);
    for (int i = 0; i < 20; i++) {
      inputs.add(half(1 + i * 3));
      others.add(sample.input(seeds, 1 + i, DataType.FLOAT));
    }
    List<INDArray> expected = inputs.stream().map(x -> plan.output(x)[0]).toList();
    List<INDArray> expectedOthers = others.stream().map(x -> random.output(x)[0]).toList();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        results.add(
            threads.submit(
                () -> {
                  boolean same = true;
                  for (int i = 0; i < 200; i++) {
                    int k = i % inputs.size();
                    same &= plan.output(inputs.get(k))[0].equalsWithEps(expected.get(k), 0);
                    same &= random.output(others.get(k))[0].equalsWithEps(expectedOthers.get(k), 0);
                  }
                  return same;
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aBadInputIsNamedAndLeavesThePlanUsable() {
    RoutedInference plan = RoutedInference.compile(gated());
    INDArray x = half(4);
    INDArray expected = plan.output(x)[0];
    INDArray nan = x.dup();
    nan.putScalar(2, 3, Float.NaN);
    assertThatThrownBy(() -> plan.output(nan))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"in\"")
        .hasMessageContaining("NaN in sample 2");
    assertThatThrownBy(() -> plan.output((INDArray[]) null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected one array for each of the network inputs [in], found null");
    assertThatThrownBy(() -> plan.output(Nd4j.ones(DataType.FLOAT, 4, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gate0")
        .hasMessageContaining(WIDTH + " features")
        .hasMessageContaining("[N, 5]");
    assertThatThrownBy(() -> plan.output(Nd4j.ones(DataType.FLOAT, 4, WIDTH, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[N, " + WIDTH + ", 2]");
    assertThatThrownBy(() -> plan.output(Nd4j.ones(DataType.FLOAT, WIDTH)))
        .hasMessageContaining("rank 2 or more");
    assertThatThrownBy(() -> plan.output(Nd4j.ones(DataType.BOOL, 4, WIDTH)))
        .hasMessageContaining("BOOL");
    assertThatThrownBy(() -> plan.output(x, x)).hasMessageContaining("[in], found 2");
    assertThatThrownBy(() -> plan.output((INDArray) null)).hasMessageContaining("null");
    assertThat(plan.output(x)[0]).isEqualTo(expected);
  }

  @Test
  void outputsGoIntoArraysThatTheCallerKeeps() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      ComputationGraph graph = gated();
      RoutedInference plan =
          RoutedInference.compile(type == DataType.FLOAT ? graph : graph.convertDataType(type));
      for (int batch : new int[] {1, 5}) {
        INDArray x = half(batch).castTo(type);
        INDArray expected = plan.output(x)[0];
        INDArray wide = Nd4j.ones(DataType.FLOAT, batch, 5);
        INDArray view = wide.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 4));
        for (INDArray kept :
            new INDArray[] {
              Nd4j.ones(DataType.FLOAT, batch, 3),
              Nd4j.ones(DataType.FLOAT, batch, 3).dup('f'),
              Nd4j.ones(DataType.DOUBLE, batch, 3),
              view
            }) {
          plan.outputInto(new INDArray[] {kept}, x);
          assertThat(kept.castTo(DataType.FLOAT).equalsWithEps(expected.castTo(DataType.FLOAT), 0))
              .isTrue();
        }
        assertThat(wide.getColumn(0).sumNumber().intValue()).isEqualTo(batch);
      }
    }
  }

  @Test
  void anOutputArrayThatDoesNotFitIsNamed() {
    RoutedInference plan = RoutedInference.compile(gated());
    INDArray x = half(4);
    assertThatThrownBy(() -> plan.outputInto(new INDArray[] {Nd4j.ones(4, 2)}, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Output \"out\": expected an array of shape [4, 3] to write to, found [4, 2]");
    assertThatThrownBy(() -> plan.outputInto(new INDArray[1], x)).hasMessageContaining("null");
    assertThatThrownBy(() -> plan.outputInto(null, x)).hasMessageContaining("[out], found null");
    assertThatThrownBy(() -> plan.outputInto(new INDArray[0], x)).hasMessageContaining("found 0");
  }

  @Test
  void theFirstOfManySamplesWithNaNIsNamed() {
    RoutedInference plan = RoutedInference.compile(gated());
    INDArray x = half(20_000); // more than one thread checks at once
    plan.output(x);
    x.putScalar(19_999, 0, Float.NaN);
    x.putScalar(19_997, WIDTH - 1, -Float.NaN);
    assertThatThrownBy(() -> plan.output(x)).hasMessageContaining("NaN in sample 19997");
  }

  @Test
  void anInputStaysAsItWasAndIsNotHeld() {
    ComputationGraph graph = gated();
    RoutedInference plan = RoutedInference.compile(graph);
    for (int batch : new int[] {1, 7}) {
      INDArray x = half(batch);
      INDArray before = x.dup();
      plan.output(x);
      assertThat(x).isEqualTo(before);
      WeakReference<INDArray> held = new WeakReference<>(x);
      x = null;
      for (int i = 0; i < 100 && held.get() != null; i++) {
        System.gc();
      }
      assertThat(held.get()).isNull();
    }
  }

  @Test
  void aPlanOfATrainedFurtherNetworkSaysThatItIsStale() {
    ComputationGraph graph = gated();
    RoutedInference plan = RoutedInference.compile(graph);
    RoutedInference detached = plan.detached();
    INDArray x = half(4);
    INDArray before = plan.output(x)[0];
    graph.fit(new DataSet(x, Nd4j.eye(4).get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3))));
    assertThat(plan.isStale()).isTrue();
    assertThatThrownBy(() -> plan.output(x))
        .isInstanceOf(StalePlanException.class)
        .hasMessageContaining("refresh()");
    assertThat(detached.output(x)[0]).isEqualTo(before);
    assertThat(detached.isStale()).isFalse();
    plan.refresh();
    Stock.assertClose("refreshed", plan.output(x), graph.output(x));
    Thresholded.of(graph.getLayer("gate0")).setThreshold(9);
    assertThat(plan.isStale()).isTrue();
  }

  @Test
  void masksReachTheLayersThatDl4jComputes() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(4, 6))
                .addLayer("gate", new ActivityGateLayer.Builder().threshold(0.7).build(), "in")
                .addLayer("lstm", new LSTM.Builder().nOut(4).build(), "in")
                .addVertex("mix", new RoutingVertex(), "gate", "lstm", "in")
                .addLayer("pool", new GlobalPoolingLayer(), "mix")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                    "pool")
                .addLayer(
                    "steps",
                    new RnnOutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build(),
                    "mix")
                .setOutputs("out", "steps")
                .build());
    graph.init();
    INDArray x = Nd4j.randn(DataType.FLOAT, 9, 4, 6);
    INDArray mask = Nd4j.ones(DataType.FLOAT, 9, 6);
    for (int r = 0; r < 9; r++) {
      mask.get(NDArrayIndex.point(r), NDArrayIndex.interval(1 + r % 6, 6)).assign(0);
    }
    INDArray[] expected = graph.output(false, new INDArray[] {x}, new INDArray[] {mask});
    RoutedInference plan = RoutedInference.compile(graph);
    Stock.assertClose("masked", plan.output(new INDArray[] {x}, new INDArray[] {mask}), expected);
    graph.clearLayerMaskArrays();
    Stock.assertClose("without a mask again", plan.output(x), graph.output(x));
  }

  @Test
  void aNetworkOfLayersCompilesToo() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(5).nOut(9).build())
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.feedForward(5))
                .build());
    network.init();
    INDArray x = Nd4j.randn(DataType.FLOAT, 3, 5);
    Stock.assertClose(
        "layers", RoutedInference.compile(network).output(x), new INDArray[] {network.output(x)});
  }

  @Test
  void aWarmCallAllocatesLittleMoreThanItsResult() {
    RoutedInference plan = RoutedInference.compile(gated());
    INDArray x = half(16);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    // Until the JIT compiler is done: what it has not compiled makes an object of each vector.
    for (int round = 0; round < 40; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 1_000; i++) {
        plan.output(x);
      }
      least = Math.min(least, (threads.getThreadAllocatedBytes(thread) - before) / 1_000);
    }
    System.out.println("bytes a call: " + least);
    // The array that is returned, with its shape, buffers and deallocators, takes about 4 kB; one
    // activation of this batch would take 1.5 kB more for each of ten vertices.
    assertThat(least).isLessThan(8_000);
  }

  /** A block mixed with its input by a layer whose outputs need not sum to 1. */
  private static ComputationGraph mixed(Activation router, RoutingVertex mix) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(WIDTH))
                .addLayer(
                    "router", new DenseLayer.Builder().nOut(2).activation(router).build(), "in")
                .addLayer("block", new DenseLayer.Builder().nOut(WIDTH).build(), "in")
                .addVertex("mix", mix, "router", "block", "in")
                .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "mix")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void decisionsOfAResidualBlockAreWhatItsRouterSays(int batch) {
    ComputationGraph graph = mixed(Activation.SIGMOID, RoutingVertex.residual("block"));
    INDArray x = Nd4j.rand(batch, WIDTH).subi(0.5);
    InferenceResult result = RoutedInference.compile(graph).infer(x);
    Map<String, INDArray> stock = graph.feedForward(x, false);
    assertThat(result.decisions().get("router").equalsWithEps(stock.get("router"), 1e-6)).isTrue();
    assertThat(result.outputs().get(0).equalsWithEps(stock.get("out"), 1e-5)).isTrue();
    assertThat(stock.get("router").sum(1).subi(1).amaxNumber().doubleValue()).isGreaterThan(0.01);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSampleThatNoPathCountsForIsZeroWhateverCameBefore(boolean residual) {
    ComputationGraph graph =
        mixed(Activation.RELU, residual ? RoutingVertex.residual("block") : new RoutingVertex());
    graph.getParam("router_W").assign(1);
    RoutedInference plan = RoutedInference.compile(graph);
    for (double each : new double[] {0.7, -0.7}) {
      INDArray x = Nd4j.valueArrayOf(new long[] {1, WIDTH}, each);
      assertThat(plan.output(x)[0].equalsWithEps(graph.outputSingle(x), 1e-5)).isTrue();
    }
  }
}
