package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.metrics.EnergyMeter;
import io.github.dl4jrouting.examples.metrics.MemorySampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Times networks on the same batches. A run is parted into stretches of some batches; in each of
 * them everybody has a turn, and who begins changes, so that whatever else the machine does meets
 * all alike.
 *
 * @param warmUp calls of each before a run that do not count
 * @param energy what it costs
 * @param memory what it holds
 */
record Contest(int warmUp, EnergyMeter energy, MemorySampler memory) {

  private static final int STRETCH = 16;

  /**
   * A network on an engine.
   *
   * @param network its name
   * @param engine its name
   * @param batches what it runs on, as many as all others
   * @param call runs one batch
   */
  record Entrant(String network, String engine, INDArray[] batches, Consumer<INDArray> call) {

    void run(int batch) {
      call.accept(batches[batch]);
    }
  }

  /** One run, with what was measured of each entrant. */
  List<Turn> run(int run, List<Entrant> entrants) {
    for (Entrant entrant : entrants) {
      for (int i = 0; i < warmUp; i++) {
        entrant.run(i % entrant.batches.length);
      }
    }
    System.gc(); // so that no run pays for what the warm-up left
    INDArray[] batches = entrants.get(0).batches;
    int[] samples = Arrays.stream(batches).mapToInt(batch -> (int) batch.size(0)).toArray();
    List<Turn> turns = new ArrayList<>();
    for (Entrant entrant : entrants) {
      turns.add(new Turn(run, entrant.network, entrant.engine, samples));
    }
    for (int from = 0; from < batches.length; from += STRETCH) {
      int to = Math.min(batches.length, from + STRETCH);
      for (int i = 0; i < entrants.size(); i++) {
        int next = (i + run + from / STRETCH) % entrants.size();
        stretch(entrants.get(next), turns.get(next), from, to);
      }
    }
    return turns;
  }

  private void stretch(Entrant entrant, Turn turn, int from, int to) {
    double before = energy.read();
    memory.begin();
    for (int i = from; i < to; i++) {
      long start = System.nanoTime();
      entrant.run(i);
      turn.call(i, System.nanoTime() - start);
    }
    turn.resources(memory.end(), energy.read() - before);
  }
}
