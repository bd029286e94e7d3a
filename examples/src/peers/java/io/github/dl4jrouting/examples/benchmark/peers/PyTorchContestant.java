package io.github.dl4jrouting.examples.benchmark.peers;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.github.dl4jrouting.examples.benchmark.contestant.Contestant;
import io.github.dl4jrouting.examples.benchmark.network.Inputs;
import io.github.dl4jrouting.examples.benchmark.network.Network;
import java.util.stream.Stream;

/** PyTorch's eager operators, called through DJL, without gradients. */
final class PyTorchContestant implements Contestant {
  private static final String NAME = "PyTorch";

  private final NDManager manager;

  PyTorchContestant(int threads) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    manager = NDManager.newBaseManager(Device.cpu(), NAME);
    JniUtils.setGradMode(false);
  }

  @Override
  public String description() {
    return "PyTorch "
        + Engine.getEngine(NAME).getVersion()
        + " through DJL "
        + Engine.getDjlVersion()
        + ", eager operators, no gradients; "
        + JniUtils.getNumThreads()
        + " intra-op threads; batch normalization folded; routed: mask, nonzero, gather, layers,"
        + " index_put; DJL adds a JNI call and a Java object to each operator, as Python adds its"
        + " own dispatch; no TorchScript, which takes Python to make";
  }

  @Override
  public Model load(Network network) {
    PyTorchNetwork loaded = new PyTorchNetwork(network, manager);
    return new Model() {
      @Override
      public Session session(Inputs inputs) {
        return new PyTorchSession(loaded, inputs(network, inputs));
      }

      @Override
      public void close() {
        loaded.close();
      }
    };
  }

  private NDArray[] inputs(Network network, Inputs inputs) {
    long[] shape =
        Stream.concat(Stream.of(inputs.batch()), network.input().stream())
            .mapToLong(Integer::longValue)
            .toArray();
    return Stream.of(inputs.batches())
        .map(values -> manager.create(values, new Shape(shape)))
        .map(x -> shape.length == 3 ? stepsFirst(x) : x)
        .toArray(NDArray[]::new);
  }

  /** Sequences as PyTorch's users have them: [N, steps, features]. */
  private static NDArray stepsFirst(NDArray x) {
    try (x;
        NDArray view = x.transpose(0, 2, 1)) {
      return view.duplicate();
    }
  }

  private record PyTorchSession(PyTorchNetwork network, NDArray[] batches) implements Session {

    @Override
    public void run(int call) {
      NDArray output = network.run(batches[call]);
      if (output != batches[call]) {
        output.close();
      }
    }

    @Override
    public float[] output(int call) {
      NDArray output = network.run(batches[call]);
      float[] values = output.toFloatArray();
      if (output != batches[call]) {
        output.close();
      }
      return values;
    }

    @Override
    public void close() {
      for (NDArray batch : batches) {
        batch.close();
      }
    }
  }
}
