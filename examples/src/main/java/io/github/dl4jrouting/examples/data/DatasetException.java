package io.github.dl4jrouting.examples.data;

import java.io.IOException;

/** Says what is wrong with a data file: where, what was expected, what was found, what to do. */
public final class DatasetException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Describes one fault.
   *
   * @param where the file or directory at fault
   * @param expected what should have been there
   * @param found what is there
   * @param advice what the user can do about it
   */
  public DatasetException(String where, String expected, String found, String advice) {
    super(where + ": expected " + expected + ", found " + found + "; " + advice);
  }
}
