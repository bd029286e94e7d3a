package io.github.dl4jrouting.inference;

/** An {@link LstmCell} with tanh, sigmoid and no peepholes, with the Vector API. */
final class VectorLstmCell implements Cell {
  @Override
  public int sums() {
    return LstmCell.SUMS;
  }

  @Override
  public int width() {
    return VectorProducts.LANES;
  }

  @Override
  public void step(
      int units, Memory sums, int at, Memory state, int stateAt, Memory out, int to, Lane lane) {
    float[] z = ((HeapMemory) sums).floats();
    float[] c = ((HeapMemory) state).floats();
    float[] h = ((HeapMemory) out).floats();
    VectorLstm.step(
        units, z, HeapMemory.index(at), c, HeapMemory.index(stateAt), h, HeapMemory.index(to));
  }
}
