package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.KnownDataset;
import io.github.dl4jrouting.examples.measure.Measurement;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole command on a tiny network; how much it saves is for a run on full data to say. */
class CalibrateCommandTest {
  private static final int TEST_SAMPLES = 400;

  @TempDir private static Path shared;
  private static Path output;
  private static String printed;
  private static JsonNode result;

  private record Run(int code, String out, String err) {}

  private static Run run(Path cache, Path directory, String... options) {
    List<String> args = new ArrayList<>(List.of("calibrate", "--output", directory.toString()));
    args.addAll(List.of("--cache-dir", cache.toString(), "--epochs", "2", "--width", "16"));
    args.addAll(List.of("--train-samples", "3000", "--calibration-samples", "1000"));
    args.addAll(List.of("--test-samples", "" + TEST_SAMPLES, "--rounds", "2", "--no-latency"));
    args.addAll(List.of("--allowed-drop", "0.03", "--measure", "mean_abs,max_abs"));
    args.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
    return new Run(code, out.toString(), err.toString());
  }

  @BeforeAll
  static void calibrateOnce() throws IOException {
    output = shared.resolve("out");
    Run run = run(shared.resolve("cache"), output, "--splits", "3", "--drops", "0.02,0.1");
    assertThat(run.code()).as(run.err()).isZero();
    printed = run.out();
    result = json(output);
  }

  private static JsonNode json(Path directory) throws IOException {
    return new JsonMapper().readTree(directory.resolve("result.json").toFile());
  }

  @Test
  void leavesItsFilesAndNothingElse() throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "result.json", "calibrated.zip", "pareto.csv", "pareto.svg", "pareto.png");
    }
    assertThat(printed).contains("original", "calibrated", "static", "confidence exit", "Promised");
  }

  @Test
  void theCalibratedModelDoesWhatTheResultSays() throws IOException {
    ComputationGraph calibrated =
        ModelSerializer.restoreComputationGraph(output.resolve("calibrated.zip").toFile());
    Dataset data =
        KnownDataset.DIGITS_EMBEDDED.load(Optional.empty()).limitedTo(3000, TEST_SAMPLES);
    Measurement measured = Measurement.of(calibrated, data.test(), data.classes());
    assertThat(measured.accuracy()).isCloseTo(result.at("/accuracy").asDouble(), within(0.003));
    assertThat(measured.skipRatio()).isCloseTo(result.at("/skipRatio").asDouble(), within(0.003));
    assertThat(result.at("/skipRatio").asDouble()).isGreaterThan(0.1);
    assertThat(result.at("/computeRatio").asDouble()).isBetween(0.3, 1.01);
    assertThat(result.at("/accuracyDrop").asDouble())
        .isCloseTo(
            result.at("/baselineAccuracy").asDouble() - result.at("/accuracy").asDouble(),
            within(1e-9));
    assertThat(result.at("/thresholds")).hasSize(6);
    double skipped = 0;
    for (JsonNode gate : result.at("/thresholds")) {
      assertThat(gate.at("/skips").asText()).isIn("below", "above", "always", "never");
      skipped += gate.at("/skipRatio").asDouble() / 6;
    }
    assertThat(skipped).isCloseTo(result.at("/skipRatio").asDouble(), within(1e-9));
  }

  @Test
  void theFrontHasItsChosenPointInTheResultAndInTheTable() throws IOException {
    List<JsonNode> chosen = new ArrayList<>();
    result.at("/pareto").forEach(point -> addIf(chosen, point, point.at("/chosen").asBoolean()));
    assertThat(chosen).hasSize(1);
    assertThat(chosen.get(0).at("/accuracy").asDouble())
        .isCloseTo(result.at("/accuracy").asDouble(), within(0.003));
    assertThat(chosen.get(0).at("/macs").asDouble())
        .isCloseTo(
            result.at("/computeRatio").asDouble() * result.at("/model/macsPerSample").asDouble(),
            within(50.0));
    List<String> lines = Files.readAllLines(output.resolve("pareto.csv"));
    assertThat(lines).hasSize(1 + result.at("/pareto").size());
    assertThat(lines.get(0)).startsWith("accuracy,searchAccuracy,macs,computeRatio");
    assertThat(lines).filteredOn(line -> line.endsWith("true")).hasSize(1);
  }

  private static void addIf(List<JsonNode> list, JsonNode node, boolean condition) {
    if (condition) {
      list.add(node);
    }
  }

  @Test
  void picturesArePictures() throws IOException {
    assertThat(ImageIO.read(output.resolve("pareto.png").toFile()).getWidth()).isEqualTo(900);
    assertThat(Files.readString(output.resolve("pareto.svg"))).contains("<svg", "<path");
  }

  @Test
  void speedUpsAndCriteriaAndPromisesAreNumbers() {
    assertThat(result.at("/commandLine").asText()).contains("calibrate --output", "--splits 3");
    for (String name : List.of("batch1", "batch64", "macs", "batch1OverMacs", "batch64OverMacs")) {
      assertThat(result.at("/speedup/" + name).asDouble()).as(name).isPositive();
    }
    assertThat(result.at("/speedup/macs").asDouble())
        .isCloseTo(1 / result.at("/computeRatio").asDouble(), within(1e-9));
    assertThat(result.at("/criteria").findValuesAsText("criterion"))
        .contains("random", "static", "uniform", "confidence exit", "MEAN_ABS low")
        .contains("predicted RELATIVE_CHANGE searched", "confidence searched");
    assertThat(result.at("/promises").findValuesAsText("allowedDrop"))
        .containsExactly("0.02", "0.1");
    for (JsonNode promise : result.at("/promises")) {
      assertThat(promise.at("/splits").asInt()).isEqualTo(3);
      assertThat(promise.at("/broken").asInt()).isBetween(0, 1);
      assertThat(promise.at("/largestDrop").asDouble())
          .isGreaterThanOrEqualTo(promise.at("/meanDrop").asDouble());
    }
    assertThat(result.at("/promises/1/meanSkipRatio").asDouble())
        .isGreaterThan(result.at("/promises/0/meanSkipRatio").asDouble());
  }

  @Test
  void aSecondRunTakesTheNetworkFromTheCacheAndFindsTheSame(@TempDir Path second)
      throws IOException {
    Run again = run(shared.resolve("cache"), second, "--no-comparison");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("Using ").doesNotContain("epoch");
    JsonNode other = json(second);
    assertThat(other.at("/model/source").asText()).isEqualTo("cache");
    assertThat(result.at("/model/source").asText()).isEqualTo("trained");
    for (String figure : List.of("/accuracy", "/skipRatio", "/thresholds")) {
      assertThat(other.at(figure)).isEqualTo(result.at(figure));
    }
  }

  @Test
  void anotherSeedOrTrainingIsAnotherNetwork() {
    Run plain =
        run(
            shared.resolve("cache"),
            shared.resolve("plain"),
            "--training",
            "plain",
            "--no-comparison");
    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(plain.out()).contains("Training", "plain");
  }

  @Test
  void bypassesAreCompensated(@TempDir Path directory) throws IOException {
    for (String how : List.of("scalar", "affine")) {
      Path to = directory.resolve(how);
      Run run = run(shared.resolve("cache"), to, "--compensate", how, "--no-comparison");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(json(to).at("/settings/compensation").asText()).isEqualTo(how);
      assertThat(json(to).at("/settings/measures")).hasSize(2);
      ComputationGraph network =
          ModelSerializer.restoreComputationGraph(to.resolve("calibrated.zip").toFile());
      assertThat(network.getLayer("block-1-bypass").getParam("W").getDouble(0)).isNotEqualTo(1);
    }
  }

  @Test
  void aUsersModelIsCalibrated(@TempDir Path directory) throws IOException {
    Path model;
    try (Stream<Path> files = Files.list(shared.resolve("cache"))) {
      model = files.filter(f -> f.toString().endsWith(".zip")).findFirst().orElseThrow();
    }
    Run run = run(directory, directory, "--model", model.toString(), "--no-comparison");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("The promise holds if");
    assertThat(json(directory).at("/model/source").asText()).isEqualTo(model.toString());
    assertThat(json(directory).at("/model").has("recipe")).isFalse();
  }
}
