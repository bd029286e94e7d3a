package io.github.dl4jrouting.examples.ablate;

import io.github.dl4jrouting.penalty.Penalty;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What pulls routers away from computing everything.
 *
 * @param name none, or a penalty's name in lower case with hyphens
 * @param weight of it; 0 for none
 */
public record PenaltyKind(String name, double weight) {

  private static final String NONE = "none";
  private static final String TARGET_RATE = "target-rate";

  /**
   * Reads one.
   *
   * @param text {@code none} or {@code NAME:WEIGHT}
   * @return the penalty
   * @throws IllegalArgumentException if there is no such penalty, or its weight is no number above
   *     0
   */
  public static PenaltyKind of(String text) {
    if (text.equals(NONE)) {
      return new PenaltyKind(NONE, 0);
    }
    String[] parts = text.split(":", -1);
    try {
      if (parts.length == 2) {
        PenaltyKind kind = new PenaltyKind(parts[0], Double.parseDouble(parts[1]));
        kind.penalty();
        if (kind.weight > 0 && Double.isFinite(kind.weight)) {
          return kind;
        }
      }
    } catch (IllegalArgumentException e) {
      // said below, as for a weight out of range
    }
    throw new IllegalArgumentException(
        "expected none or NAME:WEIGHT with a name of "
            + Arrays.stream(Penalty.values())
                .map(PenaltyKind::name)
                .collect(Collectors.joining(", "))
            + " and a weight above 0, found '"
            + text
            + "'");
  }

  private static String name(Penalty penalty) {
    return penalty.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Penalty penalty() {
    return Penalty.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** The loss, if there is one. */
  Optional<SparsityPenaltyLoss> loss(double throughTarget) {
    if (name.equals(NONE)) {
      return Optional.empty();
    }
    SparsityPenaltyLoss.Builder builder = new SparsityPenaltyLoss.Builder();
    return Optional.of(
        (name.equals(TARGET_RATE)
                ? builder.targetRate(throughTarget, weight)
                : builder.add(penalty(), weight))
            .build());
  }

  @Override
  public String toString() {
    return name.equals(NONE) ? NONE : name + ":" + weight;
  }
}
