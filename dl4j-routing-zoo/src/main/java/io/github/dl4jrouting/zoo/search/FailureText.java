package io.github.dl4jrouting.zoo.search;

/** What went wrong, in one line that does not change from run to run. */
final class FailureText {
  private FailureText() {}

  static String of(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? "no message" : root.getMessage();
    return root.getClass().getSimpleName() + ": " + message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
