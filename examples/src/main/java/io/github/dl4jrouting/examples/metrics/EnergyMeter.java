package io.github.dl4jrouting.examples.metrics;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Energy of processor and memory by RAPL, the counters that Intel and AMD processors keep and Linux
 * shows below {@value #POWERCAP}. A machine without them, or one that keeps them from the user,
 * gets a meter that says why.
 *
 * <p>Counted are the packages and the memory beside them ({@code dram}), not the cores and graphics
 * within a package, and not {@code psys}, which counts the packages again. A counter starts again
 * at 0 after {@code max_energy_range_uj}; {@link #read} has to be called at least once in each such
 * round, which takes minutes at least.
 */
public final class EnergyMeter {

  /** Where Linux shows the counters. */
  public static final String POWERCAP = "/sys/class/powercap";

  private static final double MICROS_A_MILLI = 1000;

  /** Zones by their directory's name: intel-rapl:0, and below it intel-rapl:0:1 (also on AMD). */
  private static final Pattern ZONE = Pattern.compile("(intel|amd)-rapl:\\d+(:\\d+)?");

  private final List<Counter> counters = new ArrayList<>();
  private String problem = "";
  private double microjoules;

  /** One counter, which wraps around. */
  private static final class Counter {
    private final String name;
    private final Path file;
    private final long range;
    private long last;

    Counter(String name, Path directory) throws IOException {
      this.name = name;
      file = directory.resolve("energy_uj");
      range = number(directory.resolve("max_energy_range_uj"));
      last = number(file);
    }

    double advance() throws IOException {
      long now = number(file);
      long spent = now >= last ? now - last : range - last + now;
      last = now;
      return spent;
    }
  }

  /**
   * Looks for counters.
   *
   * @param powercap the directory of zones, {@value #POWERCAP} but in tests
   */
  public EnergyMeter(Path powercap) {
    if (!Files.isDirectory(powercap)) {
      problem = powercap + " is not there: no Linux with RAPL, or a virtual machine";
      return;
    }
    try (Stream<Path> zones = Files.list(powercap)) {
      for (Path zone :
          zones.filter(path -> ZONE.matcher(path.getFileName().toString()).matches()).toList()) {
        String name = Files.readString(zone.resolve("name")).strip();
        if (name.startsWith("package") || name.equals("dram")) {
          counters.add(new Counter(name, zone));
        }
      }
      if (counters.isEmpty()) {
        problem = powercap + " has no RAPL zone of a package";
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  /**
   * The meter of this machine.
   *
   * @return one that works or says why not
   */
  public static EnergyMeter ofMachine() {
    return new EnergyMeter(Path.of(POWERCAP));
  }

  private void fail(Exception e) {
    counters.clear();
    problem =
        e instanceof AccessDeniedException denied
            ? denied.getFile() + " cannot be read: permission denied (root may)"
            : "RAPL cannot be read: " + e.getMessage();
  }

  /**
   * Energy since the meter was made, with all else that the machine did.
   *
   * @return millijoules; 0 as long as it is unavailable, so ask {@link #problem} before it is shown
   */
  public synchronized double read() {
    try {
      for (Counter counter : counters) {
        microjoules += counter.advance();
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
    return microjoules / MICROS_A_MILLI;
  }

  /**
   * Why there is no energy.
   *
   * @return empty where there is
   */
  public synchronized String problem() {
    return problem;
  }

  /**
   * What is counted.
   *
   * @return names of the zones
   */
  public synchronized List<String> zones() {
    return counters.stream().map(counter -> counter.name).sorted().toList();
  }

  private static long number(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).strip());
  }
}
