package io.github.dl4jrouting.examples.benchmark.contestant;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
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
    peers().forEach(peer -> names.add(peer.name()));
    return names;
  }

  static Contestant create(String name, int threads) {
    if (name.equals(Contestant.STOCK)) {
      return new StockContestant(threads);
    }
    if (name.equals(Contestant.ENGINE)) {
      return new EngineContestant(threads);
    }
    for (PeerProvider peer : peers()) {
      if (peer.name().equals(name)) {
        return peer.create(threads);
      }
    }
    throw new IllegalArgumentException(
        "expected a contestant of " + names() + ", found '" + name + "'");
  }

  private static List<PeerProvider> peers() {
    List<PeerProvider> peers = new ArrayList<>();
    Iterator<PeerProvider> found = ServiceLoader.load(PeerProvider.class).iterator();
    while (true) {
      try {
        if (!found.hasNext()) {
          return peers;
        }
        peers.add(found.next());
      } catch (ServiceConfigurationError e) {
        // A build without the profile on top of one with it leaves the list of peers behind, but
        // not the peers: the same as not built in.
      }
    }
  }
}
