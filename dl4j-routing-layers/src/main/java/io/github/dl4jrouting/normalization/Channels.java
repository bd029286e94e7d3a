package io.github.dl4jrouting.normalization;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array [N, C, H, W] in c order, read and written channel by channel in pieces that stay in the
 * processor's cache.
 *
 * @param values its numbers
 * @param start where the first is
 * @param samples N
 * @param channels C
 * @param plane H · W
 */
record Channels(FloatBuffer values, int start, int samples, int channels, int plane) {

  private static final int PIECE = 4096;

  /** Sums of single precision in a row: more than one, for the processor adds several at a time. */
  private static final int LANES = 8;

  static Channels of(INDArray array) {
    FloatBuffer values = array.data().asNioFloat();
    return new Channels(
        values,
        values.position(),
        (int) array.size(0),
        (int) array.size(1),
        (int) (array.size(2) * array.size(3)));
  }

  /** Numbers of a channel. */
  double size() {
    return (double) samples * plane;
  }

  /** What is done with each piece of a channel. */
  private interface Work {
    void on(int at, int length);
  }

  private void pieces(int channel, Work work) {
    for (int n = 0; n < samples; n++) {
      int from = (n * channels + channel) * plane;
      for (int done = 0; done < plane; done += PIECE) {
        work.on(from + done, Math.min(PIECE, plane - done));
      }
    }
  }

  private float[] piece() {
    return new float[Math.min(PIECE, plane)];
  }

  private void read(int at, float[] piece, int length) {
    values.get(start + at, piece, 0, length);
  }

  private void write(int at, float[] piece, int length) {
    values.put(start + at, piece, 0, length);
  }

  /** Mean and variance (divided by the number of values), piece by piece as Chan et al. 1979. */
  double[] moments(int channel) {
    float[] x = piece();
    double[] state = new double[3]; // count, mean, sum of squared distances
    pieces(
        channel,
        (at, length) -> {
          read(at, x, length);
          double mean = sum(x, length) / length;
          double squares = squares(x, length, (float) mean);
          double count = state[0] + length;
          double apart = mean - state[1];
          state[1] += apart * length / count;
          state[2] += squares + apart * apart * state[0] * length / count;
          state[0] = count;
        });
    return new double[] {state[1], state[2] / state[0]};
  }

  /** {@code to = scale (x − mean) + shift}. */
  void normalize(int channel, Channels to, float mean, float scale, float shift) {
    float[] x = piece();
    pieces(
        channel,
        (at, length) -> {
          read(at, x, length);
          for (int i = 0; i < length; i++) {
            x[i] = scale * (x[i] - mean) + shift;
          }
          to.write(at, x, length);
        });
  }

  /** {@code Σ d} and {@code Σ d (x − mean)}, where this is d. */
  double[] sums(int channel, Channels other, float mean) {
    float[] d = piece();
    float[] x = piece();
    double[] sums = new double[2];
    pieces(
        channel,
        (at, length) -> {
          read(at, d, length);
          other.read(at, x, length);
          sums[0] += sum(d, length);
          sums[1] += products(d, x, length, mean);
        });
    return sums;
  }

  /** {@code to = scale d + ofOther (x − mean) + constant}, where this is d. */
  void combine(
      int channel,
      Channels other,
      Channels to,
      float mean,
      float scale,
      float ofOther,
      float constant) {
    float[] d = piece();
    float[] x = piece();
    pieces(
        channel,
        (at, length) -> {
          read(at, d, length);
          other.read(at, x, length);
          for (int i = 0; i < length; i++) {
            d[i] = scale * d[i] + ofOther * (x[i] - mean) + constant;
          }
          to.write(at, d, length);
        });
  }

  private static double sum(float[] x, int length) {
    float[] lanes = new float[LANES];
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] += x[i + lane];
      }
    }
    double sum = total(lanes);
    for (int i = whole; i < length; i++) {
      sum += x[i];
    }
    return sum;
  }

  private static double squares(float[] x, int length, float mean) {
    float[] lanes = new float[LANES];
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        float apart = x[i + lane] - mean;
        lanes[lane] += apart * apart;
      }
    }
    double sum = total(lanes);
    for (int i = whole; i < length; i++) {
      float apart = x[i] - mean;
      sum += apart * apart;
    }
    return sum;
  }

  private static double products(float[] d, float[] x, int length, float mean) {
    float[] lanes = new float[LANES];
    int whole = length - length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] += d[i + lane] * (x[i + lane] - mean);
      }
    }
    double sum = total(lanes);
    for (int i = whole; i < length; i++) {
      sum += d[i] * (x[i] - mean);
    }
    return sum;
  }

  private static double total(float[] lanes) {
    double sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return sum;
  }
}
