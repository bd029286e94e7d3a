package io.github.dl4jrouting.penalty;

/**
 * One batch of routing decisions, as the penalties read it.
 *
 * @param scores s, row-major {@code [N, K]}; null where only probabilities are known
 * @param probabilities p, row-major {@code [N, K]}
 * @param paths K
 * @param costPerPath c, length K
 * @param counted M, the number of samples that count
 * @param mask which samples count; null for all
 */
record Decisions(
    double[] scores,
    double[] probabilities,
    int paths,
    double[] costPerPath,
    int counted,
    boolean[] mask) {

  static Decisions of(
      double[] scores, double[] probabilities, int paths, double[] costPerPath, boolean[] mask) {
    int counted = probabilities.length / paths;
    if (mask != null) {
      counted = 0;
      for (boolean one : mask) {
        counted += one ? 1 : 0;
      }
    }
    return new Decisions(scores, probabilities, paths, costPerPath, Math.max(counted, 1), mask);
  }

  int samples() {
    return probabilities.length / paths;
  }

  boolean counts(int n) {
    return mask == null || mask[n];
  }

  double probability(int n, int k) {
    return probabilities[n * paths + k];
  }

  double score(int n, int k) {
    return scores[n * paths + k];
  }

  double cost(int k) {
    return costPerPath[k];
  }

  /** Σ_k c p of every sample. */
  double[] costs() {
    double[] costs = new double[samples()];
    for (int n = 0; n < costs.length; n++) {
      for (int k = 0; k < paths; k++) {
        costs[n] += costPerPath[k] * probability(n, k);
      }
    }
    return costs;
  }

  double meanCost() {
    return mean(costs());
  }

  double mean(double[] rows) {
    double sum = 0;
    for (int n = 0; n < rows.length; n++) {
      sum += counts(n) ? rows[n] : 0;
    }
    return sum / counted;
  }

  /** Share of counted samples whose likeliest path is k. */
  double[] likeliestShares() {
    double[] shares = new double[paths];
    for (int n = 0; n < samples(); n++) {
      if (counts(n)) {
        int best = 0;
        for (int k = 1; k < paths; k++) {
          best = probability(n, k) > probability(n, best) ? k : best;
        }
        shares[best] += 1.0 / counted;
      }
    }
    return shares;
  }

  /** ln Σ_k exp s of every sample. */
  double[] logSumExp() {
    double[] z = new double[samples()];
    for (int n = 0; n < z.length; n++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < paths; k++) {
        max = Math.max(max, score(n, k));
      }
      double sum = 0;
      for (int k = 0; k < paths; k++) {
        sum += Math.exp(score(n, k) - max);
      }
      z[n] = max + Math.log(sum);
    }
    return z;
  }
}
