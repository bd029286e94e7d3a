package io.github.dl4jrouting.inference;

/** h = f(z). The order of the numbers does not matter. */
final class SimpleCell implements Cell {
  private final int width;
  private final Pointwise activation;

  SimpleCell(int width, Pointwise activation) {
    this.width = width;
    this.activation = activation;
  }

  @Override
  public int sums() {
    return 1;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void step(
      int units, Memory sums, int at, Memory state, int stateAt, Memory out, int to, Lane lane) {
    float[] h = lane.scratch(units);
    sums.get(at, h, 0, units, lane);
    activation.apply(h, units);
    out.buffer().put(to, h, 0, units);
  }
}
