package io.github.dl4jrouting.inference;

/** Computes one vertex for some rows. Immutable: one kernel serves all threads. */
interface Kernel {
  /** In place of a shape: DL4J's own vertex is to take these inputs. */
  int[] LEFT_TO_DL4J = {};

  /**
   * The shape of one row of the output, or {@link #LEFT_TO_DL4J} itself.
   *
   * @param inputs shapes of one row of each input
   * @throws IllegalArgumentException if it cannot take them; says what was expected and found
   */
  int[] outputShape(int[][] inputs);

  /** Computes {@link Step#rows} rows of {@link Step#in} into {@link Step#out}. */
  void compute(Step step);

  /**
   * The shape of one row of the layer's result, from which its cost follows, where this kernel does
   * the work of later vertices too.
   */
  default int[] layerShape(int[] in, int[] out) {
    return out;
  }

  /**
   * How many weights it reads where its work is no more than reading and multiplying them, so that
   * each thread may do all of it for some samples; −1 where threads had better share its parts.
   */
  default long weights() {
    return -1;
  }

  /**
   * Whether a NaN anywhere in a row of the one input makes the row's first number in the result
   * NaN.
   */
  default boolean showsNan() {
    return false;
  }

  /**
   * Whether it takes the numbers of a row in any order, the same for all inputs, and passes them on
   * in theirs.
   */
  default boolean takesAnyOrder() {
    return false;
  }

  /**
   * How many steps the mask of an input's row must have for the kernel to compute with it, as
   * {@link Step#mask}.
   *
   * @param in the shape of one row
   * @return −1 where DL4J is to compute with masks
   */
  default int maskedSteps(int[] in) {
    return -1;
  }

  /** Whether masks may make a difference to it, if they do to the vertex that it is for. */
  default boolean isMaskable() {
    return true;
  }

  /** Whether of images it makes images. */
  default boolean makesImages() {
    return true;
  }
}
