package io.github.dl4jrouting.examples.data.download;

import java.io.IOException;

/** Says why a file could not be had, mirror by mirror. */
public final class DownloadException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Describes the fault.
   *
   * @param message what was expected, what was found, what to do
   */
  public DownloadException(String message) {
    super(message);
  }

  /**
   * Describes the fault and its cause.
   *
   * @param message what was expected, what was found, what to do
   * @param cause what was thrown
   */
  public DownloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
