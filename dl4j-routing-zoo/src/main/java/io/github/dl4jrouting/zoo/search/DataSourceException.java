package io.github.dl4jrouting.zoo.search;

/**
 * Data could not be read. It ends a search, where any other failure is only that of one candidate:
 * without data all others would fail, too.
 */
public final class DataSourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An exception with its cause in the message.
   *
   * @param where what was being read
   * @param cause what the source threw
   */
  public DataSourceException(String where, Throwable cause) {
    super(
        "The data source failed, "
            + where
            + ": "
            + FailureText.of(cause)
            + ". Mend it and search again; finished candidates are kept.",
        cause);
  }
}
