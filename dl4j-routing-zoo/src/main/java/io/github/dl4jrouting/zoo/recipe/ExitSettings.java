package io.github.dl4jrouting.zoo.recipe;

import java.util.List;

/**
 * How early exits are trained, and who takes them.
 *
 * @param distillation share of the deep classifier's answer, or the trained twin's, in the early
 *     ones' labels, 0..1
 * @param mostExits for each exit, from the first one on, the share of the held-out samples that
 *     have left when it has been passed, 0..1, none below the one before
 * @param allowedDrop share of accuracy that all exits together may cost on held-out samples; fewer
 *     exit where that many cost more
 */
public record ExitSettings(double distillation, List<Double> mostExits, double allowedDrop) {

  /** Rejects shares that are none. */
  public ExitSettings {
    share("distillation", distillation);
    if (!(allowedDrop >= 0)) {
      throw new IllegalArgumentException(
          "Expected a share of accuracy that exits may cost of at least 0, found " + allowedDrop);
    }
    mostExits = List.copyOf(mostExits);
    double before = 0;
    for (double most : mostExits) {
      share("samples that exit", most);
      if (most < before) {
        throw new IllegalArgumentException(
            "Expected shares of samples that have left, exit by exit, that do not fall, found "
                + mostExits);
      }
      before = most;
    }
  }

  /**
   * Rejects settings of another number of exits.
   *
   * @param exits how many the network has
   * @throws IllegalArgumentException if there is not one share of samples for each
   */
  void requireExits(int exits) {
    if (mostExits.size() != exits) {
      throw new IllegalArgumentException(
          "Expected a share of samples for each of the network's exits, "
              + exits
              + ", found "
              + mostExits);
    }
  }

  private static void share(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "Expected a share of " + what + " from 0 to 1, found " + value);
    }
  }
}
