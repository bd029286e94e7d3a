package io.github.dl4jrouting.examples.tune;

import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.zoo.search.Generator;
import java.util.List;

/**
 * What a search is asked for.
 *
 * @param generator how candidates are proposed
 * @param candidates how many
 * @param objective what to look for
 * @param limits what the objective is told
 * @param measures activity measures to choose from, at least one
 * @param seed start of all randomness
 * @param threads how many threads compute
 * @param commandLine what was typed
 */
public record TuneSettings(
    Generator generator,
    int candidates,
    Objective objective,
    Objective.Limits limits,
    List<ActivityMeasure> measures,
    long seed,
    int threads,
    String commandLine) {
  /** Copies the list. */
  public TuneSettings {
    measures = List.copyOf(measures);
  }
}
