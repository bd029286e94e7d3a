package io.github.dl4jrouting.calibration;

import java.util.List;

/**
 * One linear score a class, fitted by least squares to the one-hot labels, so that each estimates
 * the probability of its class.
 *
 * @param scores one for each class
 */
public record LinearClassifier(List<LinearScore> scores) {
  /** Copies the list. */
  public LinearClassifier {
    scores = List.copyOf(scores);
  }

  /** The scores of all classes, [N][C]. */
  double[][] of(double[][] z) {
    double[][] result = new double[z.length][scores.size()];
    for (int c = 0; c < scores.size(); c++) {
      double[] ofClass = scores.get(c).of(z);
      for (int n = 0; n < z.length; n++) {
        result[n][c] = ofClass[n];
      }
    }
    return result;
  }

  static int best(double[] scores) {
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    return best;
  }

  /** MACs for one sample, pooling left aside. */
  long macs() {
    return (long) scores.size() * scores.get(0).weights().size();
  }
}
