package io.github.dl4jrouting.calibration;

import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The accuracy lost by routing, from the same samples with and without it, and how far that can be
 * trusted. Samples that both networks get right, or both wrong, say nothing but how many there are.
 *
 * @param samples n
 * @param lost how many the dense network gets right and the routed one wrong
 * @param gained how many the routed network gets right and the dense one wrong
 */
public record PairedDrop(int samples, int lost, int gained) {
  private static final double NUISANCE_LEVEL = 1e-3;
  private static final int NUISANCE_POINTS = 10;
  private static final double WINDOW = 5;

  /** Checks the counts. */
  public PairedDrop {
    if (samples < 1 || lost < 0 || gained < 0 || lost + gained > samples) {
      throw new IllegalArgumentException(
          "Expected at least one sample and counts that add up to no more, found %d samples, %d"
                  .formatted(samples, lost)
              + " lost, "
              + gained
              + " gained");
    }
  }

  /**
   * The accuracy lost on these samples.
   *
   * @return (lost − gained) / n, negative where routing gains
   */
  public double observed() {
    return (double) (lost - gained) / samples;
  }

  /**
   * How likely samples as favourable as these, or more, are if routing loses the allowed drop: the
   * p-value of the hypothesis that it loses that much or more.
   *
   * <p>An exact unconditional test of paired proportions, ordered by the score statistic (Tango
   * 1998, Statistics in Medicine 17, 891-908). With share q of discordant samples, their number is
   * binomial (n, q) and the losses among them binomial with probability (1 + drop/q)/2; q is
   * unknown, so the p-value is the largest over a Clopper-Pearson interval for q of level 1 −
   * 0.001, plus 0.001 (Berger and Boos 1994, JASA 89, 1012-1016), here over 10 points of it.
   *
   * @param allowed drop, above 0 and below 1
   * @return p-value
   */
  public double pValue(double allowed) {
    if (!(allowed > 0 && allowed < 1)) {
      throw new IllegalArgumentException(
          "Expected an allowed drop above 0 and below 1 (0.005 is half a point), found " + allowed);
    }
    if (observed() >= allowed) {
      return 1;
    }
    int discordant = lost + gained;
    double low = Math.max(allowed, lower(discordant, samples, NUISANCE_LEVEL / 2));
    double high = upper(discordant, samples, NUISANCE_LEVEL / 2);
    if (high <= allowed) {
      return NUISANCE_LEVEL;
    }
    int[] mostLosses = mostLosses(mostDiscordant(high), allowed);
    double largest = 0;
    for (int i = 0; i < NUISANCE_POINTS; i++) {
      double q = low + (high - low) * i / (NUISANCE_POINTS - 1);
      largest = Math.max(largest, atLeastAsFavourable(q, allowed, mostLosses));
    }
    return Math.min(1, largest + NUISANCE_LEVEL);
  }

  /** P(score ≤ the observed one) where the discordant share is q and the drop is the given one. */
  private double atLeastAsFavourable(double q, double drop, int[] mostLosses) {
    BinomialDistribution discordant = new BinomialDistribution(null, samples, Math.min(q, 1));
    double loss = Math.min(1, (1 + drop / q) / 2);
    double sum = 0;
    int last = mostDiscordant(q);
    for (int d = (int) Math.max(0, 2 * samples * q - last); d <= last; d++) {
      if (mostLosses[d] >= 0) {
        double favourable =
            new BinomialDistribution(null, d, loss).cumulativeProbability(mostLosses[d]);
        sum += discordant.probability(d) * favourable;
      }
    }
    return sum;
  }

  /** A number of discordant samples that share q exceeds once in millions. */
  private int mostDiscordant(double q) {
    double mean = samples * q;
    return (int) Math.min(samples, mean + WINDOW * Math.sqrt(mean) + WINDOW);
  }

  /** For 0 to last discordant samples, the most losses whose score is no higher than observed. */
  private int[] mostLosses(int last, double drop) {
    double observed = score(lost, gained, drop) + 1e-9;
    int[] most = new int[last + 1];
    for (int d = 0; d <= last; d++) {
      int low = -1;
      int high = d;
      while (low < high) {
        int middle = (low + high + 1) >> 1;
        if (score(middle, d - middle, drop) <= observed) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      most[d] = low;
    }
    return most;
  }

  /** (losses − gains − n drop) over its deviation under that drop, gains at their likeliest. */
  private double score(int losses, int gains, double drop) {
    double n = samples;
    double b = (losses + gains) * (1 - drop) - 2 * drop * (n - losses);
    double gain = (b + Math.sqrt(b * b + 8 * n * gains * drop * (1 - drop))) / (4 * n);
    return (losses - gains - n * drop) / Math.sqrt(n * (2 * gain + drop - drop * drop));
  }

  /**
   * The drop that unseen data of a given size exceeds with no more than a given probability, by the
   * normal approximation: the observed drop plus z √(q (1/n + 1/m)), q the 95 % Clopper-Pearson
   * bound on the share of discordant samples.
   *
   * @param risk probability of exceeding it
   * @param unseen m, samples of the unseen split; infinity for the population's drop
   * @return drop
   */
  public double bound(double risk, double unseen) {
    double q = upper(lost + gained, samples, 0.05);
    double z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(1 - risk);
    return observed() + z * Math.sqrt(q * (1.0 / samples + 1 / unseen));
  }

  /**
   * Clopper and Pearson's lower bound on a binomial probability.
   *
   * @param successes k
   * @param trials n
   * @param risk probability that the true one is lower
   * @return bound
   */
  static double lower(int successes, int trials, double risk) {
    return successes == 0
        ? 0
        : new BetaDistribution(null, successes, trials - successes + 1.0)
            .inverseCumulativeProbability(risk);
  }

  /**
   * Clopper and Pearson's upper bound on a binomial probability.
   *
   * @param successes k
   * @param trials n
   * @param risk probability that the true one is higher
   * @return bound
   */
  static double upper(int successes, int trials, double risk) {
    return successes == trials
        ? 1
        : new BetaDistribution(null, successes + 1.0, trials - successes)
            .inverseCumulativeProbability(1 - risk);
  }
}
