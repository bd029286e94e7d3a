package io.github.dl4jrouting.examples.report.page;

import io.github.dl4jrouting.examples.report.plot.Theme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The page's style sheet: a file for the layout, and the colours of both themes. */
final class StyleSheet {

  private static final String FILE = "report.css";

  private StyleSheet() {}

  static String text() {
    // Dark colours are for screens alone: paper is white.
    return ":root{"
        + Theme.LIGHT.variables()
        + "}\n@media screen and (prefers-color-scheme:dark){:root{"
        + Theme.DARK.variables()
        + "}}\n"
        + Theme.rules()
        + file();
  }

  private static String file() {
    try (InputStream in = StyleSheet.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("expected the resource " + FILE + " in this program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + FILE, e);
    }
  }
}
