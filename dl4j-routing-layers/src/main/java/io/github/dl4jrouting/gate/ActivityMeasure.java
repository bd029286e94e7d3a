package io.github.dl4jrouting.gate;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * How active a sample is: one number from all of its D features.
 *
 * <p>Pure functions on {@code x [N, D]}, one row a sample. With weights m {@code [N, D]} of zeros
 * and ones, only features of weight 1 count, and D below is their number; a row without any has
 * activity 0.
 */
public enum ActivityMeasure {
  /** {@code mean |x|}, the measure of the activity-routing paper (section 3). */
  MEAN_ABS {
    @Override
    INDArray measure(INDArray x, INDArray m, INDArray d) {
      return x.norm1(true, 1).divi(d);
    }

    @Override
    INDArray derivative(INDArray x, INDArray m, INDArray d) {
      return Transforms.sign(x, true).diviColumnVector(d);
    }
  },
  /** {@code √(mean x²)}. */
  RMS {
    @Override
    INDArray measure(INDArray x, INDArray m, INDArray d) {
      return x.norm2(true, 1).divi(Transforms.sqrt(d, true));
    }

    @Override
    INDArray derivative(INDArray x, INDArray m, INDArray d) {
      return x.divColumnVector(Transforms.max(measure(x, m, d).muli(d), SMALLEST, false));
    }
  },
  /** {@code max |x|}. */
  MAX_ABS {
    @Override
    INDArray measure(INDArray x, INDArray m, INDArray d) {
      return NotANumber.keep(Transforms.abs(x, true).max(true, 1), x);
    }

    @Override
    INDArray derivative(INDArray x, INDArray m, INDArray d) {
      INDArray abs = Transforms.abs(x, true);
      INDArray atMaximum = abs.subColumnVector(abs.max(true, 1)).gte(0.0).castTo(x.dataType());
      return atMaximum.muli(Transforms.sign(x, true));
    }
  },
  /** Share of features that are not exactly 0; its derivative is 0. */
  NONZERO_FRACTION {
    @Override
    INDArray measure(INDArray x, INDArray m, INDArray d) {
      INDArray nonzero = Transforms.abs(Transforms.sign(x, true), false);
      return NotANumber.keep(nonzero.sum(true, 1).divi(d), x);
    }

    @Override
    INDArray derivative(INDArray x, INDArray m, INDArray d) {
      return x.like();
    }
  },
  /**
   * {@code √(mean (x − mean x)²)}, the standard deviation over the features, undivided by D − 1.
   */
  STANDARD_DEVIATION {
    @Override
    INDArray measure(INDArray x, INDArray m, INDArray d) {
      return RMS.measure(centred(x, m, d), m, d);
    }

    @Override
    INDArray derivative(INDArray x, INDArray m, INDArray d) {
      return RMS.derivative(centred(x, m, d), m, d);
    }

    private INDArray centred(INDArray x, INDArray m, INDArray d) {
      INDArray mean = x.sum(true, 1).divi(d);
      INDArray centred = x.subColumnVector(mean);
      return m == null ? centred : centred.muli(m);
    }
  };

  private static final double SMALLEST = 1e-30;

  /**
   * The activity of every sample.
   *
   * @param x {@code [N, D]}
   * @param weights {@code [N, D]} of zeros and ones, or null where all features count
   * @return A, {@code [N, 1]}
   */
  public final INDArray of(INDArray x, INDArray weights) {
    return measure(weighted(x, weights), weights, counts(x, weights));
  }

  /**
   * The gradient of {@link #of} with respect to x.
   *
   * @param x {@code [N, D]}
   * @param weights as in {@link #of}
   * @return dA[n]/dx[n, d], {@code [N, D]}; at a kink, one of the subgradients
   */
  public final INDArray gradient(INDArray x, INDArray weights) {
    INDArray gradient = derivative(weighted(x, weights), weights, counts(x, weights));
    return weights == null ? gradient : gradient.muli(weights);
  }

  private static INDArray weighted(INDArray x, INDArray weights) {
    return weights == null ? x : x.mul(weights);
  }

  private static INDArray counts(INDArray x, INDArray weights) {
    if (weights == null) {
      return Nd4j.valueArrayOf(new long[] {x.size(0), 1}, (double) x.size(1), x.dataType());
    }
    return Transforms.max(weights.sum(true, 1), 1.0, false);
  }

  /** A [N, 1] of x, whose features of weight 0 are 0 already; d [N, 1] is how many count. */
  abstract INDArray measure(INDArray x, INDArray m, INDArray d);

  /** dA/dx [N, D], right where the weight is 1. */
  abstract INDArray derivative(INDArray x, INDArray m, INDArray d);
}
