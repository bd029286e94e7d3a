package io.github.dl4jrouting.zoo.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir Path directory;

  /** A result. */
  @Test
  void failedWriteLeavesTheOldFileAndNoPart() throws IOException {
    Path file = Files.writeString(directory.resolve("result.json"), "old");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("disk full");
                    }))
        .hasMessageContainingAll(file.toString(), "cannot be written", "disk full");

    assertThat(file).hasContent("old");
    assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aNewFileMayBeReadByWhoeverMayReadNewFiles() throws IOException {
    Path usual = Files.writeString(directory.resolve("usual"), "new");
    Path file = directory.resolve("result.json");

    WholeFile.write(file, out -> out.write(1));

    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
  }

  @Test
  void failuresNameTheTargetAndNotThePart() throws IOException {
    Path full = Files.createDirectories(directory.resolve("result.json/full")).getParent();
    Path nowhere = directory.resolve("nowhere").resolve("result.json");

    for (Path target : new Path[] {full, nowhere}) {
      assertThatThrownBy(() -> WholeFile.write(target, out -> out.write(1)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(target + ": cannot be written: ")
          .hasMessageNotContaining(".part");
    }
    assertThat(directory).isDirectoryNotContaining(other -> !other.equals(full));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // where a program cannot be told, only killed
  void aProgramThatIsToldToEndTakesItsPartAway() throws Exception {
    Path file = directory.resolve("result.json");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessWrite.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(process.getInputStream().read()).isEqualTo('w');
    assertThat(directory).isDirectoryContaining(other -> other.toString().endsWith(".part"));

    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(directory).isEmptyDirectory();
  }

  /** Starts to write a file, says so, and never ends. */
  static final class EndlessWrite {
    private EndlessWrite() {}

    public static void main(String[] args) throws IOException {
      WholeFile.write(
          Path.of(args[0]),
          out -> {
            out.write(1);
            System.out.print('w');
            System.out.flush();
            try {
              Thread.sleep(TimeUnit.MINUTES.toMillis(5));
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          });
    }
  }

  @Test
  void writeReplacesTheOldFile() throws IOException {
    Path file = Files.writeString(directory.resolve("result.json"), "old");

    WholeFile.write(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));

    assertThat(file).hasContent("new");
    assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
  }
}
