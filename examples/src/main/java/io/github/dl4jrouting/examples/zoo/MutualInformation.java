package io.github.dl4jrouting.examples.zoo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much one property of samples says about another:
 *
 * <pre>
 *   I(A; B) = Σ p(a, b) log₂ (p(a, b) / (p(a) p(b))) − (|A| − 1)(|B| − 1) / (2 N ln 2)
 * </pre>
 *
 * <p>The second term is what independent properties would show by chance on N samples (Miller
 * 1955).
 */
final class MutualInformation {
  private static final double LN_2 = Math.log(2);

  private MutualInformation() {}

  /** In bits; about 0, below too, where neither says anything of the other. */
  static double of(List<?> first, List<?> second) {
    Map<Object, Integer> ofFirst = new HashMap<>();
    Map<Object, Integer> ofSecond = new HashMap<>();
    Map<List<?>, Integer> ofBoth = new HashMap<>();
    int n = first.size();
    for (int i = 0; i < n; i++) {
      ofFirst.merge(first.get(i), 1, Integer::sum);
      ofSecond.merge(second.get(i), 1, Integer::sum);
      ofBoth.merge(List.of(first.get(i), second.get(i)), 1, Integer::sum);
    }
    double sum = 0;
    for (var pair : ofBoth.entrySet()) {
      double joint = pair.getValue();
      double alone =
          (double) ofFirst.get(pair.getKey().get(0)) * ofSecond.get(pair.getKey().get(1));
      sum += joint / n * Math.log(joint * n / alone);
    }
    double chance = (ofFirst.size() - 1.0) * (ofSecond.size() - 1.0) / (2.0 * n);
    return (sum - chance) / LN_2;
  }
}
