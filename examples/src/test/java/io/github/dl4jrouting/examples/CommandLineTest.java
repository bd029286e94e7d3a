package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {

  /** Options without which a command does not begin. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "compare", List.of("--dl4j-zoo", "LeNet"),
          "train", List.of("--model", "RoutedMlp"),
          "evaluate", List.of("--model", "RoutedMlp", "--trained", "."));

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  static java.util.Set<String> commands() {
    return new CommandLine(new Main()).getSubcommands().keySet();
  }

  @Test
  void helpListsEveryCommand() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Usage: dl4j-routing").contains(commands());
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithExitCodes(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString())
        .contains("Usage: dl4j-routing " + command + " [OPTIONS]")
        .containsOnlyOnce("      --verbose")
        .contains("Exit codes:");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionOfEveryCommandIsDescribed(String command) {
    assertThat(new CommandLine(new Main()).getSubcommands().get(command).getCommandSpec().options())
        .isNotEmpty()
        .allSatisfy(
            option -> assertThat(option.description()).as(option.longestName()).isNotEmpty());
  }

  @Test
  void versionNamesTheLibraryUnderneath() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).contains("dl4j-routing").contains("Deeplearning4j 1.0.0-M2.1");
  }

  @Test
  void withoutACommandUsageIsExplained() {
    assertThat(run()).isEqualTo(2);
    assertOneErrorLine("expected a command", "dl4j-routing --help");
  }

  @Test
  void unknownCommandIsNamed() {
    assertThat(run("quickstrat")).isEqualTo(2);
    assertOneErrorLine("quickstrat", "dl4j-routing --help");
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs, -3",
    "--epochs, 0",
    "--epochs, many",
    "--seed, x",
    "--threads, 0",
    "--train-samples, -1",
    "--test-samples, 0",
    "--dataset, cifar",
    "--colour, red"
  })
  void badOptionIsAUsageErrorThatNamesOptionAndValue(String option, String value) {
    assertThat(run("quickstart", option, value)).isEqualTo(2);
    assertOneErrorLine(option, "quickstart --help");
    assertThat(err.toString()).contains(value);
  }

  @Test
  void outputThatIsAFileIsAUsageError() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "mine");

    assertThat(run("quickstart", "--output", file.toString())).isEqualTo(2);
    assertOneErrorLine("--output", file.toString());
    assertThat(file).hasContent("mine");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void outputWithoutANameIsAUsageError(String command) {
    List<String> arguments = new ArrayList<>(List.of(command, "--output", ""));
    arguments.addAll(REQUIRED.getOrDefault(command, List.of()));

    assertThat(run(arguments.toArray(String[]::new))).isEqualTo(2);
    assertOneErrorLine("--output", "expected the name of a directory", "found \"\"");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aSeedPromisesTheSameResultForTheSameNumberOfThreadsOnly(String command) {
    assertThat(run(command, "--help")).isZero();
    String help = out.toString().replaceAll("\\s+", " ");
    if (help.contains("gives the same result")) {
      assertThat(help).contains("with the same number of threads");
    }
  }

  @Test
  void outputBelowAFileIsAFailure() throws IOException {
    Path below = Files.writeString(directory.resolve("file"), "mine").resolve("below");

    assertThat(run("quickstart", "--output", below.toString())).isEqualTo(1);
    assertOneErrorLine(directory.resolve("file").toString());
  }

  @Test
  void dataDirectoryWithoutANameIsAUsageError() {
    assertThat(run("quickstart", "--dataset", "mnist", "--data-dir", "")).isEqualTo(2);
    assertOneErrorLine("--data-dir", "expected the name of a directory", "found \"\"");
  }

  @Test
  void dataSetWithoutFilesTakesNoDirectory() {
    assertThat(run("quickstart", "--data-dir", directory.toString())).isEqualTo(2);
    assertOneErrorLine("--data-dir", "digits-embedded", "--dataset");
  }

  @Test
  void missingDataIsAFailureInOneLineWithoutAStackTrace() {
    assertThat(runOnMissingData()).isEqualTo(1);
    assertOneErrorLine("train-images-idx3-ubyte", "nowhere");
    assertThat(err.toString()).doesNotContain("\tat ");
  }

  @Test
  void verboseShowsTheStackTraceOfAFailure() {
    assertThat(runOnMissingData("--verbose")).isEqualTo(1);
    assertThat(err.toString()).startsWith("error: ").contains("\tat io.github.dl4jrouting");
  }

  private int runOnMissingData(String... more) {
    String[] args = {
      "quickstart",
      "--dataset",
      "mnist",
      "--data-dir",
      directory.resolve("nowhere").toString(),
      "--output",
      directory.resolve("out").toString()
    };
    String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return run(all);
  }

  private void assertOneErrorLine(String... parts) {
    assertThat(err.toString()).startsWith("error: ").contains(parts);
    assertThat(err.toString().strip().lines()).hasSize(1);
    assertThat(out.toString()).isEmpty();
  }
}
