package io.github.dl4jrouting.inference;

/** What the units of a recurrent layer make of their sums. Immutable: one serves all threads. */
interface Cell {
  /** How many sums a unit has. */
  int sums();

  /**
   * How many units a block has: their sums lie together, the first ones of all units of the block,
   * then the second ones, and so on.
   */
  int width();

  /**
   * One step of one sample, or of some whose numbers lie one after the other.
   *
   * @param units how many of all samples, in whole blocks
   * @param sums where their sums lie, which it may overwrite
   * @param state a number for each unit, kept from step to step, at first 0
   * @param out where the activations go
   */
  void step(
      int units, Memory sums, int at, Memory state, int stateAt, Memory out, int to, Lane lane);
}
