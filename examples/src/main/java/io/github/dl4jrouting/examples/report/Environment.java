package io.github.dl4jrouting.examples.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Where a result comes from.
 *
 * @param dl4jRouting version of this program
 * @param dl4j version of Deeplearning4j
 * @param java version and vendor of the JVM
 * @param os operating system and architecture
 * @param cores processors the JVM may use
 */
public record Environment(String dl4jRouting, String dl4j, String java, String os, int cores) {

  private static final String DL4J_PROPERTIES =
      "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";

  /**
   * This process.
   *
   * @return versions and cores as seen from here
   */
  public static Environment current() {
    String version = Environment.class.getPackage().getImplementationVersion();
    return new Environment(
        version == null ? "development build" : version,
        dl4jVersion(),
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors());
  }

  private static String dl4jVersion() {
    try (InputStream in = Environment.class.getResourceAsStream(DL4J_PROPERTIES)) {
      if (in == null) {
        return "unknown";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + DL4J_PROPERTIES, e);
    }
  }
}
