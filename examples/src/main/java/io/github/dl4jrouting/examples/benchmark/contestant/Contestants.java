package io.github.dl4jrouting.examples.benchmark.contestant;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The contestants on this class path. */
public final class Contestants {

  private Contestants() {}

  /**
   * Their names: stock and engine always, the peers where they were built in.
   *
   * @return names, in the order of the report
   */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(Contestant.STOCK, Contestant.ENGINE));
    ServiceLoader.load(PeerProvider.class).forEach(peer -> names.add(peer.name()));
    return names;
  }

  static Contestant create(String name, int threads) {
    if (name.equals(Contestant.STOCK)) {
      return new StockContestant(threads);
    }
    if (name.equals(Contestant.ENGINE)) {
      return new EngineContestant(threads);
    }
    for (PeerProvider peer : ServiceLoader.load(PeerProvider.class)) {
      if (peer.name().equals(name)) {
        return peer.create(threads);
      }
    }
    throw new IllegalArgumentException(
        "expected a contestant of " + names() + ", found '" + name + "'");
  }
}
