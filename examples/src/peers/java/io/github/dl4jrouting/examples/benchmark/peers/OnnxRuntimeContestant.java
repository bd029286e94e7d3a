package io.github.dl4jrouting.examples.benchmark.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.dl4jrouting.examples.benchmark.contestant.Contestant;
import io.github.dl4jrouting.examples.benchmark.network.Inputs;
import io.github.dl4jrouting.examples.benchmark.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** ONNX Runtime on the dense network. */
final class OnnxRuntimeContestant implements Contestant {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final int threads;

  OnnxRuntimeContestant(int threads) {
    this.threads = threads;
  }

  @Override
  public String description() {
    return "ONNX Runtime "
        + environment.getVersion()
        + ", all graph optimizations, default CPU provider; "
        + threads
        + " intra-op threads; batch normalization folded; the dense network alone";
  }

  @Override
  public Model load(Network network) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      OrtSession session = environment.createSession(OnnxModel.of(network), options);
      return new OrtModel(environment, session, network);
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  private static IllegalStateException failure(OrtException e) {
    return new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
  }

  private record OrtModel(OrtEnvironment environment, OrtSession session, Network network)
      implements Model {

    @Override
    public Session session(Inputs inputs) {
      long[] shape =
          Stream.concat(Stream.of(inputs.batch()), network.input().stream())
              .mapToLong(Integer::longValue)
              .toArray();
      List<Map<String, OnnxTensor>> batches = new ArrayList<>();
      try {
        for (float[] values : inputs.batches()) {
          FloatBuffer buffer =
              ByteBuffer.allocateDirect(values.length * Float.BYTES)
                  .order(ByteOrder.nativeOrder())
                  .asFloatBuffer();
          buffer.put(values).rewind();
          batches.add(Map.of(OnnxModel.INPUT, OnnxTensor.createTensor(environment, buffer, shape)));
        }
      } catch (OrtException e) {
        throw failure(e);
      }
      return new OrtBatches(session, batches);
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (OrtException e) {
        throw failure(e);
      }
    }
  }

  private record OrtBatches(OrtSession session, List<Map<String, OnnxTensor>> batches)
      implements Session {

    @Override
    public void run(int call) {
      try {
        session.run(batches.get(call)).close();
      } catch (OrtException e) {
        throw failure(e);
      }
    }

    @Override
    public float[] output(int call) {
      try (OrtSession.Result result = session.run(batches.get(call))) {
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] output = new float[values.remaining()];
        values.get(output);
        return output;
      } catch (OrtException e) {
        throw failure(e);
      }
    }

    @Override
    public void close() {
      batches.forEach(batch -> batch.values().forEach(OnnxTensor::close));
    }
  }
}
