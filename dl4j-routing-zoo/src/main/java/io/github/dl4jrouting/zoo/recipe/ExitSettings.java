package io.github.dl4jrouting.zoo.recipe;

/**
 * How an early exit is trained, and who takes it.
 *
 * @param distillation share of the deep classifier's answer, or the trained twin's, in the early
 *     one's labels, 0..1
 * @param mostExits share of the held-out samples that exit, 0..1
 * @param allowedDrop share of accuracy that the exit may cost on held-out samples; fewer exit where
 *     that many cost more
 */
public record ExitSettings(double distillation, double mostExits, double allowedDrop) {

  /** Rejects shares that are none. */
  public ExitSettings {
    share("distillation", distillation);
    share("samples that exit", mostExits);
  }

  private static void share(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "Expected a share of " + what + " from 0 to 1, found " + value);
    }
  }
}
