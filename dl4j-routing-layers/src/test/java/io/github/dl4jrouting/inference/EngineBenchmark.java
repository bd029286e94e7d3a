package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Prints how fast the engine is beside DL4J, and what skipping saves. Not a test: run its {@code
 * main} with the test class path, on a machine that does nothing else.
 *
 * <p>Arguments: {@code dense} or {@code routed}, then widths separated by commas.
 */
public final class EngineBenchmark {
  private static final int REPETITIONS = 99;
  private static final long NANOS = 60_000_000;

  private EngineBenchmark() {}

  public static void main(String[] arguments) {
    String what = arguments.length > 0 ? arguments[0] : "dense";
    String widths = arguments.length > 1 ? arguments[1] : "128,512,1024";
    for (String width : widths.split(",")) {
      for (int layers : new int[] {6, 12}) {
        for (int batch : new int[] {1, 8, 64, 256}) {
          if (what.equals("dense")) {
            dense(Integer.parseInt(width), layers, batch);
          } else {
            routed(Integer.parseInt(width), layers, batch);
          }
        }
      }
    }
  }

  private static void dense(int d, int layers, int batch) {
    ComputationGraph graph = mlp(d, layers, false);
    INDArray x = Nd4j.randn(batch, d);
    RoutedInference plan = RoutedInference.compile(graph);
    double stock = micros(() -> graph.output(x));
    double engine = micros(() -> plan.output(x));
    System.out.printf(
        "dense d=%d L=%d batch=%d: DL4J %.0f us, engine %.0f us, %.1fx, %.1f us a layer%n",
        d, layers, batch, stock, engine, stock / engine, engine / layers);
  }

  /** Every block is gated: through for a sample whose first feature says so. */
  private static void routed(int d, int layers, int batch) {
    RoutedInference dense = RoutedInference.compile(mlp(d, layers, false));
    ComputationGraph graph = mlp(d, layers, true);
    INDArray x = Nd4j.randn(batch, d);
    double all = micros(() -> dense.output(x));
    StringBuilder line =
        new StringBuilder(
            String.format("routed d=%d L=%d batch=%d: dense %.0f us", d, layers, batch, all));
    for (double skip : new double[] {0, 0.3, 0.5, 0.7, 0.9}) {
      // A batch of samples of which a part is scaled down to activity below the threshold.
      Random random = new Random(7);
      int variants = batch == 1 ? 50 : 16;
      INDArray[] inputs = new INDArray[variants];
      int skipped = 0;
      for (int v = 0; v < variants; v++) {
        inputs[v] = Nd4j.randn(batch, d);
        for (int r = 0; r < batch; r++) {
          if (Math.floorMod((long) ((v * batch + r) * 0.6180339887 * 1e6), 1_000_000)
              < skip * 1e6) {
            inputs[v].getRow(r).muli(1e-3);
            skipped++;
          }
        }
      }
      double s = (double) skipped / (variants * batch);
      RoutedInference plan = RoutedInference.compile(graph);
      int[] next = {0};
      double time = micros(() -> plan.output(inputs[next[0]++ % variants]));
      line.append(
          String.format("; s=%.2f %.0f us (efficiency %.2f)", s, time, all / time * (1 - s)));
    }
    System.out.println(line);
  }

  private static ComputationGraph mlp(int d, int layers, boolean gated) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(d));
    String last = "in";
    for (int i = 0; i < layers; i++) {
      builder.addLayer(
          "dense" + i, new DenseLayer.Builder().nOut(d).activation(Activation.RELU).build(), last);
      if (gated) {
        builder.addLayer("gate" + i, new ActivityGateLayer.Builder().threshold(0.01).build(), last);
        builder.addVertex("mix" + i, new RoutingVertex(), "gate" + i, "dense" + i, last);
        last = "mix" + i;
      } else {
        last = "dense" + i;
      }
    }
    builder.addLayer(
        "out", new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build(), last);
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("out").build());
    graph.init();
    return graph;
  }

  private static double micros(Runnable call) {
    long end = System.nanoTime() + 4 * NANOS;
    int calls = 0;
    while (System.nanoTime() < end) {
      call.run();
      calls++;
    }
    // Short samples: on a machine that others use too, the quickest of many tells the most.
    int batch = Math.max(1, calls / 400);
    double[] times = new double[REPETITIONS];
    for (int i = 0; i < REPETITIONS; i++) {
      long start = clock();
      for (int j = 0; j < batch; j++) {
        call.run();
      }
      times[i] = (clock() - start) / 1e3 / batch;
    }
    Arrays.sort(times);
    return times[Boolean.getBoolean("quickest") ? 0 : REPETITIONS / 2];
  }

  /**
   * Wall-clock time, or with {@code -Dcpu=true} the calling thread's processor time, which says
   * something on a busy machine too, if {@code -XX:ActiveProcessorCount=1} keeps all work on it.
   */
  private static long clock() {
    return Boolean.getBoolean("cpu")
        ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
        : System.nanoTime();
  }
}
