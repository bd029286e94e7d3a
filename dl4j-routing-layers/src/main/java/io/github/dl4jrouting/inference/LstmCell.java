package io.github.dl4jrouting.inference;

import java.util.Optional;

/**
 * c = σ(f) ⊙ c + σ(g) ⊙ φ(a) and h = σ(o) ⊙ φ(c), of sums in DL4J's order: a the block's input, f
 * the forget gate, o the output gate, g the input gate. With peepholes f and g know of the state
 * before the step, and o of that after it.
 */
final class LstmCell implements Cell {
  private final Pointwise activation;
  private final Pointwise gate;
  private final Optional<Peepholes> peepholes;

  /** Weights of the state in the sums of the gates, one for each unit. */
  record Peepholes(float[] forget, float[] output, float[] input) {}

  LstmCell(Pointwise activation, Pointwise gate, Optional<Peepholes> peepholes) {
    this.activation = activation;
    this.gate = gate;
    this.peepholes = peepholes;
  }

  @Override
  public int sums() {
    return 4;
  }

  @Override
  public void step(
      int units, Memory sums, int at, Memory state, int stateAt, Memory out, int to, Lane lane) {
    float[] c = lane.scratch(units);
    float[] a = lane.second(units);
    float[] f = lane.third(units);
    float[] g = lane.fourth(units);
    state.get(stateAt, c, 0, units, lane);
    sums.get(at, a, 0, units, lane);
    sums.get(at + units, f, 0, units, lane);
    sums.get(at + 3 * units, g, 0, units, lane);
    if (peepholes.isPresent()) {
      Loops.addProduct(f, c, peepholes.get().forget(), units);
      Loops.addProduct(g, c, peepholes.get().input(), units);
    }
    gate.apply(f, units);
    gate.apply(g, units);
    activation.apply(a, units);
    Loops.multiply(c, f, units);
    Loops.addProduct(c, g, a, units);
    state.buffer().put(stateAt, c, 0, units);
    float[] o = f;
    sums.get(at + 2 * units, o, 0, units, lane);
    if (peepholes.isPresent()) {
      Loops.addProduct(o, c, peepholes.get().output(), units);
    }
    gate.apply(o, units);
    activation.apply(c, units);
    Loops.multiply(c, o, units);
    out.buffer().put(to, c, 0, units);
  }
}
