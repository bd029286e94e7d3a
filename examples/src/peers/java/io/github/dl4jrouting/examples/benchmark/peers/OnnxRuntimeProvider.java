package io.github.dl4jrouting.examples.benchmark.peers;

import io.github.dl4jrouting.examples.benchmark.contestant.Contestant;
import io.github.dl4jrouting.examples.benchmark.contestant.PeerProvider;

/** Makes the ONNX Runtime contestant. */
public final class OnnxRuntimeProvider implements PeerProvider {

  /** Called by {@link java.util.ServiceLoader}. */
  public OnnxRuntimeProvider() {}

  @Override
  public String name() {
    return Contestant.ONNXRUNTIME;
  }

  @Override
  public Contestant create(int threads) {
    return new OnnxRuntimeContestant(threads);
  }
}
