package io.github.dl4jrouting.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RoutingTest {
  private static final Offset<Double> TINY = within(1e-12);

  private static double[] scores(int length) {
    return new Random(3).doubles(length, -3, 3).toArray();
  }

  /**
   * Identity experts: every path hands on its input, so whatever the scores, so does the mixture.
   */
  @Test
  void identityPathsReproduceTheInput() {
    double[] s = scores(12);
    for (double[] p :
        new double[][] {
          Routing.softmax(s, 3, 0.7), Routing.oneHotArgmax(s, 3), Routing.topK(s, 3, 2, 1.3)
        }) {
      for (int n = 0; n < 4; n++) {
        double x = 5 * n - 7;
        assertThat(p[3 * n] * x + p[3 * n + 1] * x + p[3 * n + 2] * x).isEqualTo(x, TINY);
      }
    }
  }

  @Test
  void softmaxFollowsItsDefinition() {
    double[] p = Routing.softmax(new double[] {0, Math.log(3), 1, 1}, 2, 1);
    assertThat(p).containsExactly(new double[] {0.25, 0.75, 0.5, 0.5}, TINY);
    double[] hot = Routing.softmax(new double[] {0, Math.log(9)}, 2, 2);
    assertThat(hot).containsExactly(new double[] {0.25, 0.75}, TINY);
  }

  @Test
  void extremeScoresGiveProbabilitiesNotNaN() {
    double[] p = Routing.softmax(new double[] {1e300, -1e300, 1e-300, 0, 710, -710}, 2, 1);
    assertThat(p).containsExactly(new double[] {1, 0, 0.5, 0.5, 1, 0}, TINY);
    assertThat(Routing.topK(new double[] {1e300, -1e300, 3e300}, 3, 1, 1)).containsExactly(0, 0, 1);
    assertThat(Routing.softmax(new double[] {0.01, 0}, 2, 1e-3)[0]).isGreaterThan(0.9999);
  }

  @Test
  void theFirstOfEqualScoresWins() {
    double[] ties = {2, 2, 1, 1, 3, 3, 0, 0, 0};
    assertThat(Routing.oneHotArgmax(ties, 3)).containsExactly(1, 0, 0, 0, 1, 0, 1, 0, 0);
    assertThat(Routing.topK(ties, 3, 1, 1)).containsExactly(1, 0, 0, 0, 1, 0, 1, 0, 0);
    assertThat(Routing.topK(new double[] {0, 0, 0}, 3, 2, 1)).containsExactly(0.5, 0.5, 0);
  }

  /** A round-robin stub: sample n scores highest on path n mod K. */
  @Test
  void aRoundRobinOfScoresVisitsEveryPathInTurn() {
    double[] s = new double[12];
    for (int n = 0; n < 4; n++) {
      s[3 * n + n % 3] = 1;
    }
    assertThat(Routing.oneHotArgmax(s, 3)).containsExactly(s);
  }

  @Test
  void topKIsTheSoftmaxOfTheKeptScores() {
    double[] p = Routing.topK(new double[] {0, 5, Math.log(3), -1}, 4, 2, 1);
    double[] kept = Routing.softmax(new double[] {5, Math.log(3)}, 2, 1);
    assertThat(p).containsExactly(new double[] {0, kept[0], kept[1], 0}, TINY);
    assertThat(p[0]).isZero();
    double[] s = scores(8);
    assertThat(Routing.topK(s, 4, 4, 0.6)).containsExactly(Routing.softmax(s, 4, 0.6), TINY);
  }

  @Test
  void softmaxGradientAgreesWithFiniteDifferences() {
    double[] s = scores(6);
    double[] dp = {0.3, -2, 0.9, 1.1, 0, 0.4};
    double[] analytic = Routing.softmaxGradient(Routing.softmax(s, 3, 0.7), dp, 3, 0.7);
    for (int i = 0; i < s.length; i++) {
      double h = 1e-6;
      double[] up = s.clone();
      double[] down = s.clone();
      up[i] += h;
      down[i] -= h;
      double numeric =
          (dot(Routing.softmax(up, 3, 0.7), dp) - dot(Routing.softmax(down, 3, 0.7), dp)) / (2 * h);
      assertThat(analytic[i]).isEqualTo(numeric, within(1e-8));
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void gumbelNoiseHasItsMeanAndVarianceAndStaysFinite() {
    double[] g = Routing.gumbel(new Random(1).doubles(200_000).toArray());
    double mean = Arrays.stream(g).average().orElseThrow();
    double variance = Arrays.stream(g).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertThat(mean).isEqualTo(0.5772, within(0.01));
    assertThat(variance).isEqualTo(Math.PI * Math.PI / 6, within(0.03));
    assertThat(Arrays.stream(Routing.gumbel(new double[] {0, 1, 0.5}))).allMatch(Double::isFinite);
  }

  /** The Gumbel-max trick: noisy argmax chooses each path at the rate softmax says. */
  @Test
  void noisyArgmaxChoosesPathsAtTheirProbabilities() {
    double[] one = {0.2, 1.3, -0.5};
    int samples = 100_000;
    double[] s = new double[3 * samples];
    for (int i = 0; i < s.length; i++) {
      s[i] = one[i % 3];
    }
    double[] noise = Routing.gumbel(new Random(2).doubles(s.length).toArray());
    double[] chosen = Routing.oneHotArgmax(Routing.withNoise(s, noise, 1), 3);
    double[] p = Routing.softmax(one, 3, 1);
    for (int k = 0; k < 3; k++) {
      double count = 0;
      for (int n = 0; n < samples; n++) {
        count += chosen[3 * n + k];
      }
      assertThat(count / samples).isEqualTo(p[k], within(0.01));
    }
  }

  @Test
  void badRowsAreFoundWhereTheyAre() {
    assertThat(Routing.firstBadRow(new double[] {1, 2, 3, 4}, 2)).isEqualTo(-1);
    assertThat(Routing.firstBadRow(new double[] {1, 2, 3, Double.NaN}, 2)).isEqualTo(1);
    assertThat(Routing.firstBadRow(new double[] {Double.POSITIVE_INFINITY, 2}, 2)).isZero();
  }

  @Test
  void argumentsStayUnchanged() {
    double[] s = scores(6);
    double[] copy = s.clone();
    Routing.softmax(s, 3, 1);
    Routing.oneHotArgmax(s, 3);
    Routing.topK(s, 3, 2, 1);
    Routing.withNoise(s, s, 2);
    Routing.gumbel(s);
    Routing.softmaxGradient(s, s, 3, 1);
    assertThat(s).containsExactly(copy);
  }
}
