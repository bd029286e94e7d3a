package io.github.dl4jrouting.calibration;

/** How much a block changes its input: what is predicted to decide whether to compute it. */
public enum BlockEffect {
  /** {@code ‖y − s‖ / ‖s‖}, y the block's output and s what would stand in for it. */
  RELATIVE_CHANGE {
    @Override
    double of(double[] through, double[] bypass) {
      double change = 0;
      double size = 0;
      for (int i = 0; i < through.length; i++) {
        change += (through[i] - bypass[i]) * (through[i] - bypass[i]);
        size += bypass[i] * bypass[i];
      }
      return Math.sqrt(change / Math.max(size, 1e-12));
    }
  },
  /** {@code 1 − cos(y, s)}, which is high where the block turns its input. */
  COSINE_DISTANCE {
    @Override
    double of(double[] through, double[] bypass) {
      double inner = 0;
      double a = 0;
      double b = 0;
      for (int i = 0; i < through.length; i++) {
        inner += through[i] * bypass[i];
        a += through[i] * through[i];
        b += bypass[i] * bypass[i];
      }
      return 1 - inner / Math.max(Math.sqrt(a * b), 1e-12);
    }
  };

  /** The effect on one sample, from its flattened activations. */
  abstract double of(double[] through, double[] bypass);
}
