package io.github.dl4jrouting.examples.benchmark.network;

import java.util.Optional;
import java.util.SplittableRandom;

/** Weights drawn in plain Java from a seed: the same in every process and on every machine. */
final class RandomWeights {

  private final SplittableRandom random;

  RandomWeights(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Normal numbers of mean 0. */
  float[] normal(int length, double deviation) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  /** A dense layer whose outputs are about as large as its inputs. */
  Op.Dense dense(int in, int out, boolean relu) {
    float[] weights = normal(in * out, Math.sqrt(2.0 / in));
    return new Op.Dense(in, out, weights, normal(out, 0.05), relu);
  }

  /** A long short-term memory whose gates are open for about half. */
  Op.Lstm lstm(int in, int units) {
    float[] weights = normal(4 * in * units, Math.sqrt(1.0 / in));
    float[] recurrent = normal(4 * units * units, Math.sqrt(1.0 / units));
    return new Op.Lstm(in, units, weights, recurrent, normal(4 * units, 0.05));
  }

  /** A convolution without normalization whose outputs are about as large as its inputs. */
  Op.Conv conv(int in, int out, int kernel, int padding) {
    float[] weights = normal(out * in * kernel * kernel, Math.sqrt(2.0 / (in * kernel * kernel)));
    return new Op.Conv(
        in, out, kernel, 1, padding, weights, normal(out, 0.05), Optional.empty(), true);
  }

  /** A convolution without bias, then batch normalization with a gain. */
  Op.Conv normalizedConv(int in, int out, int kernel, int stride, double gain, boolean relu) {
    float[] weights = normal(out * in * kernel * kernel, Math.sqrt(2.0 / (in * kernel * kernel)));
    float[] gamma = normal(out, 0.1 * gain);
    float[] variance = normal(out, 0.1);
    for (int o = 0; o < out; o++) {
      gamma[o] += (float) gain;
      variance[o] = 1 + Math.abs(variance[o]);
    }
    Op.Normalization normalization =
        new Op.Normalization(gamma, normal(out, 0.05), normal(out, 0.05), variance);
    return new Op.Conv(
        in,
        out,
        kernel,
        stride,
        kernel / 2,
        weights,
        new float[out],
        Optional.of(normalization),
        relu);
  }
}
