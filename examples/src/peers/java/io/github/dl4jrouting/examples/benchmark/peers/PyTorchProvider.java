package io.github.dl4jrouting.examples.benchmark.peers;

import io.github.dl4jrouting.examples.benchmark.contestant.Contestant;
import io.github.dl4jrouting.examples.benchmark.contestant.PeerProvider;

/** Makes the PyTorch contestant. */
public final class PyTorchProvider implements PeerProvider {

  /** Called by {@link java.util.ServiceLoader}. */
  public PyTorchProvider() {}

  @Override
  public String name() {
    return Contestant.PYTORCH;
  }

  @Override
  public Contestant create(int threads) {
    return new PyTorchContestant(threads);
  }
}
