package io.github.dl4jrouting.vertex;

/**
 * What the paths of a residual {@link RoutingVertex} are multiplied by, [N, K]: each by its
 * probability, the last one, which the others are added to, by the sum of all.
 */
public final class PathWeights {
  private PathWeights() {}

  /**
   * Makes weights of probabilities.
   *
   * @param p row-major [N, K], changed
   * @param paths K
   */
  public static void addToLast(double[] p, int paths) {
    for (int last = paths - 1; last < p.length; last += paths) {
      for (int i = last - paths + 1; i < last; i++) {
        p[last] += p[i];
      }
    }
  }

  /**
   * Makes weights of probabilities, of which there may be fewer than there is room for.
   *
   * @param p row-major [N, K], changed
   * @param rows N
   * @param paths K
   */
  public static void addToLast(float[] p, int rows, int paths) {
    for (int last = paths - 1; last < rows * paths; last += paths) {
      for (int i = last - paths + 1; i < last; i++) {
        p[last] += p[i];
      }
    }
  }

  /**
   * Makes the probabilities' gradients of those of the weights.
   *
   * @param gradients row-major [N, K], changed
   * @param paths K
   */
  static void addLast(double[] gradients, int paths) {
    for (int last = paths - 1; last < gradients.length; last += paths) {
      for (int i = last - paths + 1; i < last; i++) {
        gradients[i] += gradients[last];
      }
    }
  }
}
