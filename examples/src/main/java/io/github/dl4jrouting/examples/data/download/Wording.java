package io.github.dl4jrouting.examples.data.download;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times as messages have them. */
final class Wording {

  private static final double KILOBYTE = 1e3;
  private static final double MEGABYTE = 1e6;

  private Wording() {}

  static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  static String size(long bytes) {
    return bytes < MEGABYTE
        ? String.format(Locale.ROOT, "%.0f kB", bytes / KILOBYTE)
        : String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE);
  }
}
