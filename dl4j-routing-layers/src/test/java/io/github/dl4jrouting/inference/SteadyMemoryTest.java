package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Kernels that are made of kernels give back what they take, which is on the heap here. */
@SuppressWarnings({"rawtypes", "unchecked"})
class SteadyMemoryTest {
  private static final InputType SEQUENCES = InputType.recurrent(32, 64);

  /** The least that any of them takes in a call is 64 kB. */
  private static final long LITTLE = 20_000;

  private static final int CALLS = 20;

  static Stream<Arguments> networks() {
    return Stream.of(
        network("attention", SEQUENCES, attention(true)),
        network("attention without projections", SEQUENCES, attention(false)),
        network(
            "deconvolution",
            InputType.convolutional(16, 16, 8),
            new Deconvolution2D.Builder(4, 4).stride(2, 2).padding(1, 1).nOut(8).build()),
        network(
            "dense layers of steps",
            SEQUENCES,
            new DenseLayer.Builder().nOut(32).build(),
            new RnnOutputLayer.Builder().nOut(16).build()),
        network(
            "last step of both ways",
            SEQUENCES,
            new LastTimeStep(new Bidirectional(new LSTM.Builder().nOut(16).build()))));
  }

  private static Arguments network(String name, InputType type, Layer... layers) {
    return Arguments.of(name, type, List.of(layers));
  }

  private static Layer attention(boolean projected) {
    return new SelfAttentionLayer.Builder()
        .nIn(32)
        .nOut(32)
        .nHeads(projected ? 4 : 1)
        .projectInput(projected)
        .build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void aWarmCallTakesNoMemory(String name, InputType type, List<Layer> layers) {
    assumeTrue(VectorApi.isThere(), "memory is elsewhere");
    RoutedInference plan =
        RoutedInference.compile(Chain.of(DataType.FLOAT, type, layers.toArray(new Layer[0])), 1);
    INDArray[] x = {Nd4j.randn(Chain.shape(type, 8))};
    INDArray[] kept = plan.output(x);
    assertThat(plan.leftToDl4j()).isEmpty();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    // Until the JIT compiler is done: what it has not compiled makes an object of each vector.
    for (int round = 0; round < 400 && least > LITTLE; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < CALLS; i++) {
        plan.outputInto(kept, x);
      }
      least = Math.min(least, (threads.getThreadAllocatedBytes(thread) - before) / CALLS);
    }
    assertThat(least).as("bytes a call of %s", name).isLessThan(LITTLE);
  }
}
