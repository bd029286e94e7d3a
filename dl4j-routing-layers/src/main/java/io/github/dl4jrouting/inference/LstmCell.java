package io.github.dl4jrouting.inference;

import java.util.Optional;

/**
 * c = σ(f) ⊙ c + σ(g) ⊙ φ(a) and h = σ(o) ⊙ φ(c), of sums in DL4J's order: a the block's input, f
 * the forget gate, o the output gate, g the input gate. With peepholes f and g know of the state
 * before the step, and o of that after it.
 */
final class LstmCell implements Cell {
  static final int SUMS = 4;

  private final int width;
  private final Pointwise activation;
  private final Pointwise gate;
  private final Optional<Peepholes> peepholes;

  /** Weights of the state in the sums of the gates, one for each unit. */
  record Peepholes(float[] forget, float[] output, float[] input) {}

  /**
   * A cell.
   *
   * @param width how many units a block has: with peepholes, all of them
   */
  LstmCell(int width, Pointwise activation, Pointwise gate, Optional<Peepholes> peepholes) {
    this.width = width;
    this.activation = activation;
    this.gate = gate;
    this.peepholes = peepholes;
  }

  @Override
  public int sums() {
    return SUMS;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void step(
      int units, Memory sums, int at, Memory state, int stateAt, Memory out, int to, Lane lane) {
    for (int done = 0; done < units; done += width) {
      sample(sums, at + SUMS * done, state, stateAt + done, out, to + done, lane);
    }
  }

  private void sample(
      Memory sums, int at, Memory state, int stateAt, Memory out, int to, Lane lane) {
    float[] c = lane.scratch(width);
    float[] a = lane.second(width);
    float[] f = lane.third(width);
    float[] g = lane.fourth(width);
    state.get(stateAt, c, 0, width, lane);
    sums.get(at, a, 0, width, lane);
    sums.get(at + width, f, 0, width, lane);
    sums.get(at + 3 * width, g, 0, width, lane);
    if (peepholes.isPresent()) {
      Loops.addProduct(f, c, peepholes.get().forget(), width);
      Loops.addProduct(g, c, peepholes.get().input(), width);
    }
    gate.apply(f, width);
    gate.apply(g, width);
    activation.apply(a, width);
    Loops.multiply(c, f, width);
    Loops.addProduct(c, g, a, width);
    state.buffer().put(stateAt, c, 0, width);
    float[] o = f;
    sums.get(at + 2 * width, o, 0, width, lane);
    if (peepholes.isPresent()) {
      Loops.addProduct(o, c, peepholes.get().output(), width);
    }
    gate.apply(o, width);
    activation.apply(c, width);
    Loops.multiply(c, o, width);
    out.buffer().put(to, c, 0, width);
  }
}
