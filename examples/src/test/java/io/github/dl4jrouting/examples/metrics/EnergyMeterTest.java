package io.github.dl4jrouting.examples.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyMeterTest {
  private static final long RANGE = 1_000_000;

  @TempDir private Path powercap;

  private Path zone(String directory, String name, long microjoules) throws IOException {
    Path zone = Files.createDirectories(powercap.resolve(directory));
    Files.writeString(zone.resolve("name"), name + "\n");
    Files.writeString(zone.resolve("max_energy_range_uj"), RANGE + "\n");
    set(zone, microjoules);
    return zone;
  }

  private static void set(Path zone, long microjoules) throws IOException {
    Files.writeString(zone.resolve("energy_uj"), microjoules + "\n");
  }

  @Test
  void packagesAndTheirMemoryAreAddedUp() throws IOException {
    Path first = zone("intel-rapl:0", "package-0", 5_000);
    Path second = zone("intel-rapl:1", "package-1", 7_000);
    Path memory = zone("intel-rapl:0:0", "dram", 100);
    EnergyMeter meter = new EnergyMeter(powercap);
    set(first, 8_000);
    set(second, 9_000);
    set(memory, 600);
    assertThat(meter.read()).isCloseTo(5.5, within(1e-9));
    assertThat(meter.zones()).containsExactly("dram", "package-0", "package-1");
    assertThat(Energy.of(meter, 5.5, 11).perSample()).isEqualTo(0.5);
  }

  @Test
  void coresAndThePlatformAreNotCountedTwice() throws IOException {
    zone("intel-rapl:0", "package-0", 0);
    zone("intel-rapl:0:0", "core", 0);
    zone("intel-rapl:1", "psys", 0);
    zone("intel-rapl-mmio:0", "package-0", 0);
    Files.createDirectories(powercap.resolve("dtpm"));
    assertThat(new EnergyMeter(powercap).zones()).containsExactly("package-0");
  }

  @Test
  void aCounterMayWrapAroundBetweenReadings() throws IOException {
    Path zone = zone("intel-rapl:0", "package-0", RANGE - 2_000);
    EnergyMeter meter = new EnergyMeter(powercap);
    set(zone, 1_000);
    assertThat(meter.read()).isCloseTo(3, within(1e-9));
    set(zone, 500_000);
    assertThat(meter.read()).isCloseTo(3 + 499, within(1e-9));
    set(zone, 499_999);
    assertThat(meter.read()).isCloseTo(3 + 499 + 999.999, within(1e-9));
  }

  @Test
  void withoutCountersItIsUnavailableAndNeverZero() {
    EnergyMeter meter = new EnergyMeter(powercap.resolve("nowhere"));
    assertThat(meter.problem()).contains("nowhere is not there");
    Energy energy = Energy.of(meter, meter.read(), 10);
    assertThat(energy.total()).isEqualTo("unavailable");
    assertThat(energy.perSample()).isEqualTo("unavailable");
    assertThat(energy.unavailable()).contains("not there");
    assertThat(energy.totalMillijoules()).isNull();
  }

  @Test
  void aDirectoryWithoutPackagesSaysSo() throws IOException {
    zone("intel-rapl:0:0", "core", 1);
    assertThat(new EnergyMeter(powercap).problem()).contains("no RAPL zone");
  }

  @Test
  void aCounterThatDoesNotMoveIsNoEnergyOfZero() throws IOException {
    zone("intel-rapl:0", "package-0", 1);
    EnergyMeter meter = new EnergyMeter(powercap);
    assertThat(Energy.of(meter, meter.read(), 10).unavailable()).contains("did not move");
  }

  @Test
  void aCounterThatCannotBeReadSaysWhy() throws IOException {
    Path zone = zone("intel-rapl:0", "package-0", 1);
    Files.writeString(zone.resolve("energy_uj"), "nonsense");
    assertThat(new EnergyMeter(powercap).problem()).contains("RAPL cannot be read", "nonsense");
  }

  @Test
  void aCounterThatIsForRootAloneSaysSo() throws IOException {
    Path file = zone("intel-rapl:0", "package-0", 1).resolve("energy_uj");
    assumeTrue(Files.getFileStore(file).supportsFileAttributeView("posix"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeTrue(!Files.isReadable(file), "root may read everything");
    assertThat(new EnergyMeter(powercap).problem()).contains("permission denied", "energy_uj");
  }

  @Test
  void aCounterThatGoesAwayWhileItIsReadLeavesAReason() throws IOException {
    Path zone = zone("intel-rapl:0", "package-0", 1);
    EnergyMeter meter = new EnergyMeter(powercap);
    Files.delete(zone.resolve("energy_uj"));
    meter.read();
    assertThat(meter.problem()).isNotEmpty();
    assertThat(Energy.of(meter, 5, 1).total()).isEqualTo("unavailable");
  }
}
