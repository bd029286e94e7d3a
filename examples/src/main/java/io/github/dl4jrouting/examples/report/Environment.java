package io.github.dl4jrouting.examples.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where a result comes from.
 *
 * @param dl4jRouting version of this program
 * @param dl4j version of Deeplearning4j
 * @param nd4jBackend what ND4J computes with
 * @param blas the library of its matrix products
 * @param blasThreads with how many threads that computes
 * @param java version and vendor of the JVM
 * @param jvm its name and the most heap that it takes
 * @param os operating system and architecture
 * @param cpu the processor's name
 * @param cores processors the JVM may use
 * @param memoryMiB memory of the machine, or of the container
 */
public record Environment(
    String dl4jRouting,
    String dl4j,
    String nd4jBackend,
    String blas,
    int blasThreads,
    String java,
    String jvm,
    String os,
    String cpu,
    int cores,
    long memoryMiB) {

  private static final String DL4J_PROPERTIES =
      "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";
  private static final String UNKNOWN = "unknown";
  private static final long BYTES_A_MIB = 1024L * 1024;

  /**
   * This process.
   *
   * @return versions and cores as seen from here
   */
  public static Environment current() {
    String version = Environment.class.getPackage().getImplementationVersion();
    Properties nd4j = Nd4j.getExecutioner().getEnvironmentInformation();
    return new Environment(
        version == null ? "development build" : version,
        dl4jVersion(),
        String.valueOf(nd4j.getOrDefault("backend", UNKNOWN)),
        String.valueOf(nd4j.getOrDefault("blas.vendor", UNKNOWN)),
        Nd4j.factory().blas().getMaxThreads(),
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
        System.getProperty("java.vm.name")
            + ", -Xmx "
            + Runtime.getRuntime().maxMemory() / BYTES_A_MIB
            + " MiB",
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        cpu(Path.of("/proc/cpuinfo")),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getTotalMemorySize() / BYTES_A_MIB
            : 0);
  }

  /** Linux says it in a file, Windows in a variable. */
  private static String cpu(Path cpuinfo) {
    try (Stream<String> lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException | UncheckedIOException e) {
      return System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", UNKNOWN);
    }
  }

  private static String dl4jVersion() {
    try (InputStream in = Environment.class.getResourceAsStream(DL4J_PROPERTIES)) {
      if (in == null) {
        return UNKNOWN;
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", UNKNOWN);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + DL4J_PROPERTIES, e);
    }
  }
}
