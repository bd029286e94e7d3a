package io.github.dl4jrouting.examples.data.download;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times as messages have them. */
final class Wording {

  private static final double MEGABYTE = 1e6;

  private Wording() {}

  static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, bytes < MEGABYTE ? "%.2f MB" : "%.1f MB", bytes / MEGABYTE);
  }
}
