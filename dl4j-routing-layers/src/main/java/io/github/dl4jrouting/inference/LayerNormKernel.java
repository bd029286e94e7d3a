package io.github.dl4jrouting.inference;

/**
 * (x − mean) / √variance · g + b of the numbers of each row, then a function (Ba, Kiros, Hinton
 * 2016, arXiv 1607.06450; without an ε, as in ND4J, where a row of equal numbers is 0).
 */
final class LayerNormKernel implements Kernel, Workers.Task {
  private final float[] gain;
  private final float[] bias;
  private final Pointwise activation;

  LayerNormKernel(float[] gain, float[] bias, Pointwise activation) {
    this.gain = gain.clone();
    this.bias = bias.clone();
    this.activation = activation;
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    return inputs[0];
  }

  @Override
  public void compute(Step step) {
    step.bySample(this);
  }

  /** One sample. */
  @Override
  public void part(Step step, int row, Lane lane) {
    int n = gain.length;
    float[] x = lane.scratch(n);
    step.in[0].buffer().get(row * n, x, 0, n);
    double mean = Loops.preciseSum(x, n) / n;
    double deviation = Math.sqrt(Loops.squaredDistances(x, n, mean) / n);
    float scale = deviation == 0 ? 0 : (float) (1 / deviation);
    Loops.addConstant(x, n, (float) -mean);
    Loops.scale(x, n, scale);
    Loops.multiply(x, gain, n);
    Loops.add(x, bias, n);
    activation.apply(x, n);
    step.out.buffer().put(row * n, x, 0, n);
  }

  @Override
  public long weights() {
    return 2L * gain.length;
  }
}
