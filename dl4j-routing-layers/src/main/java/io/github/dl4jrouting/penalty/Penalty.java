package io.github.dl4jrouting.penalty;

/**
 * A penalty on routing probabilities, as a pure function and its gradient.
 *
 * <p>Arrays are row-major {@code [N, K]}: N samples, K paths. Means run over the M samples that the
 * mask leaves. c are the paths' costs, P[k] = mean_n p[n, k], C = mean_n Σ_k c[k] p[n, k].
 */
public enum Penalty {
  /** Mean entropy of the rows, {@code mean_n −Σ_k p ln p}: fewer, surer paths. */
  ENTROPY {
    @Override
    double[] rows(Decisions d, double target) {
      double[] rows = new double[d.samples()];
      for (int n = 0; n < rows.length; n++) {
        for (int k = 0; k < d.paths(); k++) {
          rows[n] -= plnp(d.probability(n, k));
        }
      }
      return rows;
    }

    @Override
    void addProbabilityGradient(Decisions d, double target, double scale, double[] gradient) {
      for (int n = 0; n < d.samples(); n++) {
        if (d.counts(n)) {
          for (int k = 0; k < d.paths(); k++) {
            double p = Math.max(d.probability(n, k), SMALLEST);
            gradient[n * d.paths() + k] -= scale * (Math.log(p) + 1) / d.counted();
          }
        }
      }
    }
  },

  /** Mean cost of the paths used, C: an L1 penalty on the cost-weighted through-probability. */
  EXPECTED_COST {
    @Override
    double[] rows(Decisions d, double target) {
      return d.costs();
    }

    @Override
    void addProbabilityGradient(Decisions d, double target, double scale, double[] gradient) {
      addCostGradient(d, scale, gradient);
    }
  },

  /**
   * {@code (C − target)²}, as ConvNet-AIG's target rates (Veit, Belongie 2018, arXiv 1711.11503,
   * 3.4).
   */
  TARGET_RATE {
    @Override
    double[] rows(Decisions d, double target) {
      double gap = d.meanCost() - target;
      return same(d, gap * gap);
    }

    @Override
    void addProbabilityGradient(Decisions d, double target, double scale, double[] gradient) {
      addCostGradient(d, scale * 2 * (d.meanCost() - target), gradient);
    }
  },

  /**
   * {@code K Σ_k f[k] P[k]} with f[k] the share of samples whose likeliest path is k, a constant to
   * the gradient (Fedus, Zoph, Shazeer 2021, arXiv 2101.03961, equation 4); 1 when balanced.
   */
  LOAD_BALANCE {
    @Override
    double[] rows(Decisions d, double target) {
      double[] share = d.likeliestShares();
      double[] rows = new double[d.samples()];
      for (int n = 0; n < rows.length; n++) {
        for (int k = 0; k < d.paths(); k++) {
          rows[n] += d.paths() * share[k] * d.probability(n, k);
        }
      }
      return rows;
    }

    @Override
    void addProbabilityGradient(Decisions d, double target, double scale, double[] gradient) {
      double[] share = d.likeliestShares();
      for (int n = 0; n < d.samples(); n++) {
        if (d.counts(n)) {
          for (int k = 0; k < d.paths(); k++) {
            gradient[n * d.paths() + k] += scale * d.paths() * share[k] / d.counted();
          }
        }
      }
    }
  },

  /**
   * {@code mean_n (ln Σ_k exp s[n, k])²}: keeps scores small (Zoph et al. 2022, arXiv 2202.08906,
   * equation 5). Needs scores, not probabilities alone.
   */
  ROUTER_Z {
    @Override
    double[] rows(Decisions d, double target) {
      double[] rows = d.logSumExp();
      for (int n = 0; n < rows.length; n++) {
        rows[n] *= rows[n];
      }
      return rows;
    }

    @Override
    void addScoreGradient(Decisions d, double scale, double[] gradient) {
      double[] z = d.logSumExp();
      for (int n = 0; n < d.samples(); n++) {
        if (d.counts(n)) {
          for (int k = 0; k < d.paths(); k++) {
            gradient[n * d.paths() + k] +=
                scale * 2 * z[n] * Math.exp(d.score(n, k) - z[n]) / d.counted();
          }
        }
      }
    }
  };

  private static final double SMALLEST = 1e-30;

  /**
   * The terms whose mean over counted samples is the penalty; batch-wide ones repeat in every row.
   */
  abstract double[] rows(Decisions d, double target);

  /** Adds scale · d(penalty)/dp to gradient. */
  void addProbabilityGradient(Decisions d, double target, double scale, double[] gradient) {}

  /** Adds scale · ∂(penalty)/∂s at constant p to gradient. */
  void addScoreGradient(Decisions d, double scale, double[] gradient) {}

  private static double plnp(double p) {
    return p <= 0 ? 0 : p * Math.log(p);
  }

  private static double[] same(Decisions d, double value) {
    double[] rows = new double[d.samples()];
    java.util.Arrays.fill(rows, value);
    return rows;
  }

  private static void addCostGradient(Decisions d, double scale, double[] gradient) {
    for (int n = 0; n < d.samples(); n++) {
      if (d.counts(n)) {
        for (int k = 0; k < d.paths(); k++) {
          gradient[n * d.paths() + k] += scale * d.cost(k) / d.counted();
        }
      }
    }
  }
}
