package io.github.dl4jrouting.inference;

/** What the units of a recurrent layer make of their sums. Immutable: one serves all threads. */
interface Cell {
  /** How many sums a unit has. */
  int sums();

  /**
   * One step of one sample.
   *
   * @param sums where the sums of all units lie, of each kind those of all units
   * @param state a number for each unit, kept from step to step, at first 0
   * @param out where the activations go
   */
  void step(
      int units, Memory sums, int at, Memory state, int stateAt, Memory out, int to, Lane lane);
}
