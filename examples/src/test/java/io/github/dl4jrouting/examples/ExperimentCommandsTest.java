package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The paper's two experiments, whole, on tiny settings. */
class ExperimentCommandsTest {
  private static final int TEST_SAMPLES = 100;
  private static final int RUNS = 2;
  private static final int CALLS = 7; // of 16 samples, the last with 4

  @TempDir private static Path shared;

  private record Run(int code, String out, String err) {}

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new Run(code, out.toString(), err.toString());
  }

  private static Run experiment(String command, String... options) {
    List<String> args = new ArrayList<>(List.of(command, "--batch-size", "16", "--runs", "2"));
    args.addAll(List.of("--warm-up", "2", "--layers", "3", "--allowed-drop", "0.3"));
    args.addAll(List.of("--cache-dir", shared.resolve("cache").toString()));
    args.addAll(List.of("--output", shared.resolve(command).toString(), "--epochs", "1"));
    args.addAll(List.of(options));
    return run(args.toArray(String[]::new));
  }

  @BeforeAll
  static void runBoth() {
    Run synthetic =
        experiment(
            "synthetic", "--samples", "" + TEST_SAMPLES, "--dim", "12", "--train-samples", "400");
    assertThat(synthetic.code()).as(synthetic.err()).isZero();
    assertThat(synthetic.out())
        .contains("block-compute ratio", "calibrated, engine", "samples/s")
        .containsPattern("if all are computed: 0\\.\\d{3}, 0\\.\\d{3}, 0\\.\\d{3}\\)");
    Run classify =
        experiment(
            "classify",
            "--test-samples",
            "" + TEST_SAMPLES,
            "--train-samples",
            "600",
            "--calibration-samples",
            "100",
            "--width",
            "12");
    assertThat(classify.code()).as(classify.err()).isZero();
    assertThat(classify.out()).contains("accuracy", "energy", "heap p50", "0.0875");
  }

  private static JsonNode result(String command) throws IOException {
    return new JsonMapper().readTree(shared.resolve(command).resolve("result.json").toFile());
  }

  private static List<CSVRecord> csv(String command, String file) throws IOException {
    try (CSVParser parser =
        CSVParser.parse(
            shared.resolve(command).resolve(file),
            StandardCharsets.UTF_8,
            CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).build())) {
      return parser.getRecords();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"synthetic", "classify"})
  void theResultSaysWhatItIsAndHowToRepeatIt(String command) throws IOException {
    JsonNode result = result(command);
    assertThat(result.fieldNames().next()).isEqualTo("command");
    assertThat(result.at("/command").asText()).isEqualTo(command);
    assertThat(result.at("/commandLine").asText())
        .startsWith("java -jar examples/target/dl4j-routing.jar " + command)
        .contains("--layers 3");
    assertThat(result.at("/settings/runs").asInt()).isEqualTo(RUNS);
    assertThat(result.at("/settings/seed").isNumber()).isTrue();
    for (String key : List.of("java", "dl4j", "os", "cpu", "blas")) {
      assertThat(result.at("/environment/" + key).asText()).as(key).isNotEmpty();
    }
    assertThat(result.at("/data/testSamples").asInt()).isEqualTo(TEST_SAMPLES);
    assertThat(result.at("/networks").findValuesAsText("name"))
        .containsExactly("paper-dense", "paper-routed", "dense", "routed", "calibrated");
    assertThat(result.at("/paper")).isNotEmpty();
    for (JsonNode line : result.at("/paper")) {
      assertThat(line.at("/explanation").asText()).isNotEmpty();
      assertThat(line.at("/trained").isNumber()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"synthetic", "classify"})
  void everyContestantHasEveryMetricInResultAndTable(String command) throws IOException {
    JsonNode contestants = result(command).at("/contestants");
    assertThat(contestants).hasSize(10);
    for (JsonNode contestant : contestants) {
      JsonNode latency = contestant.at("/latencyMillis");
      assertThat(latency.at("/count").asInt()).isEqualTo(RUNS * CALLS);
      assertThat(latency.at("/median").asDouble())
          .isBetween(0.998 * latency.at("/min").asDouble(), latency.at("/p99").asDouble());
      assertThat(contestant.at("/throughputSamplesPerSecond").asDouble())
          .isCloseTo(
              RUNS * TEST_SAMPLES / (latency.at("/mean").asDouble() / 1000 * RUNS * CALLS),
              within(1e-6 * contestant.at("/throughputSamplesPerSecond").asDouble()));
      for (String kind : List.of("heap", "native", "resident")) {
        JsonNode memory = contestant.at("/memoryMiB/" + kind);
        assertThat(memory.at("/peak").asDouble() > 0 || memory.has("unavailable")).isTrue();
        assertThat(memory.at("/p99").asDouble()).isLessThanOrEqualTo(memory.at("/peak").asDouble());
      }
      JsonNode energy = contestant.at("/energy");
      assertThat(energy.has("unavailable"))
          .isNotEqualTo(energy.at("/totalMillijoules").asDouble() > 0);
    }
    List<CSVRecord> metrics = csv(command, "metrics.csv");
    assertThat(metrics)
        .allSatisfy(
            metric -> {
              assertThat(metric.get("unit")).isNotEmpty();
              assertThat(metric.get("value")).matches("unavailable|-?[0-9.E-]+");
            });
    assertThat(metrics.stream().map(metric -> metric.get("metric")))
        .contains("energy per sample", "native memory p99", "skip ratio q75", "accuracy");
    assertThat(csv(command, "calls.csv")).hasSize(10 * RUNS * CALLS);
    assertThat(csv(command, "runs.csv")).hasSize(10 * RUNS);
    assertThat(
            csv(command, "latency-histogram.csv").stream()
                .mapToLong(bin -> Long.parseLong(bin.get("count")))
                .sum())
        .isEqualTo(10 * RUNS * CALLS);
    assertThat(csv(command, "latency-percentiles.csv")).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"synthetic", "classify"})
  void skipRatiosAndPathsAgree(String command) throws IOException {
    for (JsonNode network : result(command).at("/networks")) {
      double skipped = network.at("/skipRatio/mean").asDouble();
      double ofBlocks = 0;
      for (JsonNode block : network.at("/blocks")) {
        ofBlocks += block.at("/skipRatio").asDouble() / network.at("/blocks").size();
      }
      assertThat(ofBlocks).isCloseTo(skipped, within(1e-9));
      assertThat(network.at("/routed").asBoolean()).isEqualTo(network.at("/blocks").size() > 0);
      assertThat(network.at("/largestDifference").asDouble()).isLessThan(1e-4);
      assertThat(network.at("/computeRatio").asDouble())
          .isCloseTo(
              network.at("/macsPerSample").asDouble()
                  / network.at("/denseMacsPerSample").asDouble(),
              within(1e-9));
    }
    double through =
        csv(command, "paths.csv").stream()
            .filter(path -> path.get("network").equals("paper-routed"))
            .filter(path -> path.get("class").equals("all"))
            .mapToDouble(path -> Double.parseDouble(path.get("throughShare")))
            .average()
            .orElseThrow();
    assertThat(through)
        .isCloseTo(1 - result(command).at("/networks/1/skipRatio/mean").asDouble(), within(1e-9));
  }

  @Test
  void samplesHaveTheirComputeAndTheEasiestAndHardestTheirPicture() throws IOException {
    List<CSVRecord> samples = csv("classify", "samples.csv");
    JsonNode calibrated = result("classify").at("/networks/4");
    assertThat(samples).hasSize(TEST_SAMPLES);
    assertThat(
            samples.stream()
                .mapToDouble(sample -> Double.parseDouble(sample.get("computeRatio")))
                .average()
                .orElseThrow())
        .isCloseTo(calibrated.at("/computeRatio").asDouble(), within(1e-9));
    assertThat(samples.stream().filter(s -> s.get("label").equals(s.get("predicted"))).count())
        .isEqualTo(calibrated.at("/accuracy/correct").asLong());
    assertThat(samples).allSatisfy(sample -> assertThat(sample.get("route")).matches("[01]{3}"));
    List<CSVRecord> pictures = csv("classify", "samples/index.csv");
    assertThat(pictures).hasSize(24);
    double last = 0;
    for (CSVRecord picture : pictures.subList(0, 12)) {
      assertThat(picture.get("kind")).isEqualTo("easy");
      assertThat(Double.parseDouble(picture.get("computeRatio"))).isGreaterThanOrEqualTo(last);
      last = Double.parseDouble(picture.get("computeRatio"));
      Path file = shared.resolve("classify/samples").resolve(picture.get("file"));
      assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(112);
    }
    assertThat(Double.parseDouble(pictures.get(12).get("computeRatio")))
        .isGreaterThanOrEqualTo(last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"synthetic", "classify"})
  void plotsArePictures(String command) throws IOException {
    for (String plot : List.of("latency", "skip-ratio")) {
      Path directory = shared.resolve(command);
      assertThat(ImageIO.read(directory.resolve(plot + ".png").toFile()).getWidth()).isEqualTo(900);
      assertThat(Files.readString(directory.resolve(plot + ".svg"))).contains("<svg", "<path");
    }
  }

  @Test
  void theSameSeedGivesTheSameButTimes(@TempDir Path again) throws IOException {
    Run second =
        experiment(
            "synthetic",
            "--samples",
            "" + TEST_SAMPLES,
            "--dim",
            "12",
            "--train-samples",
            "400",
            "--output",
            again.toString());
    // picocli takes an option once
    assertThat(second.code()).isEqualTo(2);
    Run repeated =
        run(
            "synthetic",
            "--samples",
            "100",
            "--dim",
            "12",
            "--train-samples",
            "400",
            "--batch-size",
            "16",
            "--runs",
            "2",
            "--warm-up",
            "0",
            "--layers",
            "3",
            "--allowed-drop",
            "0.3",
            "--epochs",
            "1",
            "--cache-dir",
            shared.resolve("another-cache").toString(),
            "--output",
            again.toString());
    assertThat(repeated.code()).as(repeated.err()).isZero();
    JsonNode other = new JsonMapper().readTree(again.resolve("result.json").toFile());
    assertThat(other.at("/networks")).isEqualTo(result("synthetic").at("/networks"));
    assertThat(Files.readString(again.resolve("samples.csv")))
        .isEqualTo(Files.readString(shared.resolve("synthetic/samples.csv")));
    assertThat(Files.exists(again.resolve("samples"))).isFalse();
  }

  @Test
  void withoutEpochsThePapersNetworkRunsAlone(@TempDir Path directory) throws IOException {
    Run alone =
        run(
            "synthetic",
            "--samples",
            "20",
            "--dim",
            "8",
            "--epochs",
            "0",
            "--runs",
            "1",
            "--warm-up",
            "0",
            "--output",
            directory.toString());
    assertThat(alone.code()).as(alone.err()).isZero();
    JsonNode result = new JsonMapper().readTree(directory.resolve("result.json").toFile());
    assertThat(result.at("/networks")).hasSize(2);
    assertThat(result.at("/shown").asText()).isEmpty();
    assertThat(result.at("/paper/0").has("trained")).isFalse();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("samples.csv");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "synthetic, --samples, 0",
    "synthetic, --dim, 0",
    "synthetic, --layers, 0",
    "synthetic, --layers, x",
    "synthetic, --threshold, -0.1",
    "synthetic, --threshold, NaN",
    "synthetic, --threshold, Infinity",
    "synthetic, --batch-size, 0",
    "synthetic, --runs, 0",
    "synthetic, --epochs, -1",
    "synthetic, --warm-up, -1",
    "synthetic, --allowed-drop, 1",
    "synthetic, --train-samples, 5",
    "classify, --threshold, -1",
    "classify, --layers, 0",
    "classify, --runs, none",
    "classify, --calibration-samples, 3"
  })
  void badValuesAreNamedInOneLine(String command, String option, String value) {
    Run bad = run(command, option, value, "--output", shared.resolve("bad").toString());
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).startsWith("error: ").contains(option, "found", value);
    assertThat(bad.err().strip().lines()).hasSize(1);
  }

  @Test
  void aCacheThatCannotBeWrittenToIsAnErrorBeforeTraining() throws IOException {
    Path file = Files.writeString(shared.resolve("no-cache"), "mine");
    Run bad =
        run("classify", "--cache-dir", file.toString(), "--output", shared.resolve("x").toString());
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.err()).startsWith("error: ").contains(file.toString(), "--cache-dir");
    assertThat(bad.out()).doesNotContain("Training");
  }

  @ParameterizedTest
  @ValueSource(strings = {"synthetic", "classify"})
  void anOutputThatIsAFileIsRefused(String command) throws IOException {
    Path file = Files.writeString(shared.resolve("file"), "mine");
    Run bad = run(command, "--output", file.toString());
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).contains("--output", file.toString());
    assertThat(file).hasContent("mine");
  }
}
