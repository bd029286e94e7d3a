package io.github.dl4jrouting.inference;

/** The network has changed since its plan was compiled. */
public final class StalePlanException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * An exception.
   *
   * @param found what has changed
   */
  public StalePlanException(String found) {
    super(
        "Expected the parameters that the plan was compiled with, found that "
            + found
            + ". Call refresh() once training is over, or detached() for a plan that keeps the"
            + " weights it has.");
  }
}
