package io.github.dl4jrouting.convolution;

import static org.bytedeco.openblas.global.openblas.cblas_sasum;

/** The OpenBLAS that the backend {@code nd4j-native} brings. */
public final class NativeBlas {
  private NativeBlas() {}

  /**
   * Whether it is there.
   *
   * @return false with another backend
   */
  public static boolean isAvailable() {
    return Presence.OPENBLAS;
  }

  private static final class Presence {
    private static final boolean OPENBLAS = find();

    private static boolean find() {
      try {
        return cblas_sasum(1, new float[] {-2}, 1) == 2;
      } catch (LinkageError e) {
        return false;
      }
    }
  }
}
