package io.github.dl4jrouting.examples.benchmark.contestant;

/**
 * What the parent asks of a contestant's process: one line of JSON.
 *
 * @param kind what to do
 * @param cell on what
 * @param millis for how long, where it is a matter of time
 * @param calls how many calls, where it is a matter of calls
 * @param file where to, where there is more to say than fits a line
 */
public record Request(Kind kind, Cell cell, long millis, long calls, String file) {

  /** What can be asked. */
  public enum Kind {
    /** Build the network and its inputs. */
    OPEN,
    /** Write the outputs for all inputs into the file, as big-endian floats. */
    OUTPUTS,
    /** Run for a time, and measure nothing. */
    WARM,
    /** Run for a time, whole passes over the inputs, and measure. */
    TIME,
    /** Forget the cell. */
    CLOSE,
    /** Run a number of calls, and watch memory. */
    SOAK
  }
}
