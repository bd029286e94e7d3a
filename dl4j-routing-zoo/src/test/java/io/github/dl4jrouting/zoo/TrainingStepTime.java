package io.github.dl4jrouting.zoo;

import io.github.dl4jrouting.convolution.FastConvolutions;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Prints what a training step of a routed network costs beside one of its dense twin, in CPU time,
 * which a busy machine changes less than time on the clock; steps of both alternate. Not a test:
 * run its {@code main} with the test class path and OMP_NUM_THREADS=1.
 *
 * <p>Arguments, all optional: {@code mlp}, {@code resnet} or {@code resnet-fast}, which installs
 * {@link FastConvolutions}; the batch size; the number of steps of each.
 */
public final class TrainingStepTime {
  private static final double MILLION = 1e6;
  private static final int WARM_UP = 5;

  private TrainingStepTime() {}

  /**
   * Measures.
   *
   * @param arguments model, batch size, steps
   */
  public static void main(String[] arguments) {
    String model = arguments.length > 0 ? arguments[0] : "resnet";
    int batch = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
    int steps = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
    ComputationGraph[] networks = {
      network(model, Routing.NONE),
      network(model, Routing.ROUTERS),
      network(model, Routing.ACTIVITY_GATES)
    };
    DataSet data = data(model, batch);
    double[][] millis = new double[networks.length][steps];
    for (int step = -WARM_UP; step < steps; step++) {
      for (int n = 0; n < networks.length; n++) {
        double spent = cpuMillis(networks[n], data);
        if (step >= 0) {
          millis[n][step] = spent;
        }
      }
    }
    List<String> names = List.of("dense", "routers", "activity gates");
    double dense = median(millis[0]);
    for (int n = 0; n < networks.length; n++) {
      System.out.printf(
          "%s, batch %d, %s: %.2f ms of CPU a step, %.3f of dense%n",
          model, batch, names.get(n), median(millis[n]), median(millis[n]) / dense);
    }
  }

  private static ComputationGraph network(String model, Routing routing) {
    if (model.equals("mlp")) {
      return RoutedMlp.builder().routing(routing).build().init();
    }
    ComputationGraph network = RoutedResNet.builder().routing(routing).build().init();
    if (model.equals("resnet-fast")) {
      FastConvolutions.install(network);
    }
    return network;
  }

  private static DataSet data(String model, int batch) {
    INDArray x =
        model.equals("mlp")
            ? Nd4j.rand(DataType.FLOAT, batch, 784)
            : Nd4j.rand(DataType.FLOAT, batch, 3, 32, 32);
    INDArray y = Nd4j.zeros(DataType.FLOAT, batch, 10);
    for (int n = 0; n < batch; n++) {
      y.putScalar(n, n % 10, 1);
    }
    return new DataSet(x, y);
  }

  /** CPU time of this thread, which does all of the arithmetic where OMP_NUM_THREADS is 1. */
  private static double cpuMillis(ComputationGraph network, DataSet data) {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    network.fit(data);
    return (threads.getCurrentThreadCpuTime() - start) / MILLION;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
