package io.github.dl4jrouting.examples.data.download;

import java.time.Duration;
import java.util.List;

/**
 * How long a download waits before it gives a mirror up.
 *
 * @param answer for a connection, and then for the first byte of an answer
 * @param window how often the speed is looked at
 * @param bytesPerWindow fewer bytes than this in a window are too few
 * @param pauses one more round over all mirrors after each, counted from the last round that
 *     brought a byte
 */
public record Patience(
    Duration answer, Duration window, long bytesPerWindow, List<Duration> pauses) {

  /** What users get: 20 s without an answer, or less than 20 KiB in 20 s, is the end. */
  public static final Patience USUAL =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          20 << 10,
          List.of(Duration.ofSeconds(1), Duration.ofSeconds(4)));

  /** Keeps a copy. */
  public Patience {
    pauses = List.copyOf(pauses);
  }
}
