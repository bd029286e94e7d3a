package io.github.dl4jrouting.examples.data.csv;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** What a column turns out to hold while its rows go by. */
final class ColumnProfile {

  private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null", "none", "?");

  private final int most;
  private final Set<String> values = new HashSet<>();
  private boolean numeric = true;
  private boolean tooMany;
  private int firstMissing;
  private int missing;

  /** A profile that remembers at most so many different values. */
  ColumnProfile(int most) {
    this.most = most;
  }

  void add(int line, String value) {
    if (MISSING.contains(value.toLowerCase(Locale.ROOT))) {
      firstMissing = missing++ == 0 ? line : firstMissing;
      return;
    }
    numeric = numeric && isNumber(value);
    if (values.size() < most) {
      values.add(value);
    } else if (!values.contains(value)) {
      tooMany = true;
    }
  }

  private static boolean isNumber(String value) {
    try {
      return Double.isFinite(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  boolean numeric() {
    return numeric;
  }

  boolean tooManyValues() {
    return tooMany;
  }

  int missing() {
    return missing;
  }

  /** Line of the first row without a value. */
  OptionalInt firstMissing() {
    return missing == 0 ? OptionalInt.empty() : OptionalInt.of(firstMissing);
  }

  /** The different values: numbers by size, words by the alphabet. */
  List<String> values() {
    Comparator<String> order =
        numeric
            ? Comparator.comparingDouble(Double::parseDouble).thenComparing(v -> v)
            : Comparator.naturalOrder();
    return values.stream().sorted(order).toList();
  }
}
