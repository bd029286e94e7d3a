package io.github.dl4jrouting.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Properties;

/**
 * Trained weights that come in this module's jar: DL4J zips, and a file with their Adler-32
 * checksums, by name, which is how DL4J checks what it has copied into its cache.
 */
final class ShippedWeights {
  private static final String DIRECTORY = "weights/";
  private static final String CHECKSUMS = DIRECTORY + "checksums.properties";

  private ShippedWeights() {}

  /**
   * Where DL4J copies a network from; null, as DL4J wants to hear it, where there is none. The
   * checksum is part of the file's name, for DL4J finds a file in its cache by name: that of
   * another version of this library would be taken for a broken copy.
   */
  static String url(String name) {
    String file = name.replace(".zip", "-" + checksum(name) + ".zip");
    URL url = ShippedWeights.class.getResource(DIRECTORY + file);
    return url == null ? null : url.toString();
  }

  /** 0, which DL4J takes for no check, where there is no such network. */
  static long checksum(String name) {
    try (InputStream in = ShippedWeights.class.getResourceAsStream(CHECKSUMS)) {
      Properties checksums = new Properties();
      if (in != null) {
        checksums.load(in);
      }
      return Long.parseLong(checksums.getProperty(name, "0"));
    } catch (IOException e) {
      throw new UncheckedIOException(CHECKSUMS + " cannot be read from the jar", e);
    }
  }
}
