package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.KnownDataset;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.measure.Measurement;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches from end to end, on few samples and a small network. */
class TuneCommandTest {
  private static final int CANDIDATES = 60;
  private static final int TEST_SAMPLES = 200;
  private static final double BUDGET = 0.85;

  @TempDir static Path shared;
  @TempDir Path directory;

  private static Path whole;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void searchOnce() {
    whole = shared.resolve("whole");
    TuneCommandTest test = new TuneCommandTest();
    assertThat(test.tune(whole)).as(test.err.toString()).isZero();
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private int tune(Path output, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("tune", "--train-samples", "600", "--test-samples", "" + TEST_SAMPLES));
    args.addAll(List.of("--width", "64", "--epochs", "2"));
    args.addAll(List.of("--cache-dir", shared.resolve("cache").toString()));
    args.addAll(List.of("--output", output.toString()));
    List<String> given = List.of(more);
    if (!given.contains("--compute-budget")) {
      args.addAll(List.of("--compute-budget", "" + BUDGET));
    }
    if (!given.contains("--candidates")) {
      args.addAll(List.of("--candidates", "" + CANDIDATES));
    }
    args.addAll(given);
    return run(args.toArray(String[]::new));
  }

  private static JsonNode json(Path output) throws IOException {
    return new ObjectMapper().readTree(output.resolve("result.json").toFile());
  }

  private static List<CSVRecord> candidates(Path output) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).build();
    try (CSVParser csv =
        CSVParser.parse(output.resolve("candidates.csv"), StandardCharsets.UTF_8, format)) {
      return csv.getRecords();
    }
  }

  @Test
  void resultHoldsTheBestTheFrontsAndTheirDistance() throws IOException {
    JsonNode json = json(whole);

    assertThat(json.at("/command").asText()).isEqualTo("tune");
    assertThat(json.at("/candidates").asInt()).isEqualTo(CANDIDATES);
    assertThat(json.at("/failed").asInt()).isZero();
    assertThat(json.at("/resumed").asInt()).isZero();
    assertThat(json.at("/seconds").isNumber()).isTrue();
    assertThat(json.at("/best/thresholds")).hasSize(6);
    assertThat(json.at("/best/searchComputeRatio").asDouble()).isBetween(0.5, BUDGET);
    assertThat(json.at("/limitMet").asBoolean()).isTrue();
    assertThat(json.at("/best/accuracy").asDouble()).isBetween(0.05, 1.0);
    assertThat(json.at("/best/skipRatio").asDouble()).isBetween(0.05, 1.0);
    assertThat(json.at("/pareto").size()).isGreaterThan(1);
    assertThat(json.at("/calibratorPareto").size()).isGreaterThan(json.at("/pareto").size());
    assertThat(json.at("/settings/score").asText()).contains("0.85");
    assertThat(json.at("/advantage/testPoints").isNumber()).isTrue();
    assertThat(json.at("/advantage/searchPoints").asDouble())
        .as("the calibrator's search is not beaten where it searched")
        .isLessThan(5);
  }

  @Test
  void advantageIsThatOfTheFrontsInTheResult() throws IOException {
    JsonNode json = json(whole);
    double largest = Double.NEGATIVE_INFINITY;
    for (JsonNode point : json.at("/pareto")) {
      double best = Double.NEGATIVE_INFINITY;
      for (JsonNode other : json.at("/calibratorPareto")) {
        if (other.at("/computeRatio").asDouble() <= point.at("/computeRatio").asDouble()) {
          best = Math.max(best, other.at("/accuracy").asDouble());
        }
      }
      largest = Math.max(largest, 100 * (point.at("/accuracy").asDouble() - best));
    }

    assertThat(json.at("/advantage/testPoints").asDouble()).isCloseTo(largest, within(1e-9));
  }

  @Test
  void tunedNetworkDoesWhatTheResultSays() throws IOException {
    Dataset data = KnownDataset.DIGITS_EMBEDDED.load(Optional.empty()).limitedTo(600, TEST_SAMPLES);
    ComputationGraph tuned =
        ModelSerializer.restoreComputationGraph(whole.resolve("tuned.zip").toFile());
    Measurement measured = Measurement.of(tuned, data.test(), data.classes());

    JsonNode best = json(whole).at("/best");
    assertThat(measured.accuracy()).isEqualTo(best.at("/accuracy").asDouble());
    assertThat(measured.skipRatio()).isCloseTo(best.at("/skipRatio").asDouble(), within(1e-12));
    assertThat(
            tuned.outputSingle(
                MiniBatches.inOrder(data.test(), data.classes(), 3).next().getFeatures()))
        .satisfies(scores -> assertThat(scores.shape()).containsExactly(3, 10));
  }

  @Test
  void everyCandidateIsARowAndTheBestOneIsAmongThem() throws IOException {
    List<CSVRecord> rows = candidates(whole);

    assertThat(rows).hasSize(CANDIDATES);
    assertThat(rows).allSatisfy(row -> assertThat(row.get("status")).isEqualTo("done"));
    double best =
        rows.stream().mapToDouble(row -> Double.parseDouble(row.get("score"))).max().orElseThrow();
    assertThat(best).isEqualTo(json(whole).at("/best/searchAccuracy").asDouble());
    assertThat(rows.get(0).toMap()).containsKeys("measure", "block-6-router threshold");
  }

  @Test
  void drawsThePlots() throws IOException {
    assertThat(ImageIO.read(whole.resolve("pareto.png").toFile()).getWidth()).isGreaterThan(500);
    assertThat(Files.readString(whole.resolve("pareto.svg"))).contains("<svg", "circle");
  }

  @Test
  void aSearchThatWasCutOffGoesOnAndEndsInTheSameTable() throws IOException {
    Path output = directory.resolve("resumed");
    assertThat(tune(output, "--candidates", "20")).as(err.toString()).isZero();
    Path lines = output.resolve("candidates.jsonl");
    byte[] bytes = Files.readAllBytes(lines);
    Files.write(lines, java.util.Arrays.copyOf(bytes, bytes.length - 10)); // as a kill leaves it

    assertThat(tune(output)).as(err.toString()).isZero();

    assertThat(json(output).at("/resumed").asInt()).isEqualTo(19);
    assertThat(Files.readString(output.resolve("candidates.csv")))
        .isEqualTo(Files.readString(whole.resolve("candidates.csv")));
    assertThat(json(output).at("/best")).isEqualTo(json(whole).at("/best"));
    assertThat(json(output).at("/pareto")).isEqualTo(json(whole).at("/pareto"));
    assertThat(out.toString()).contains("from an earlier run");
  }

  @Test
  void theDirectoryOfAnotherSearchIsRefused() {
    assertThat(tune(whole, "--compute-budget", "0.8")).isEqualTo(1);
    assertThat(err.toString())
        .contains("another")
        .contains("Name another directory")
        .hasLineCount(1);
  }

  @Test
  void searchesTheThresholdsOfAUsersNetwork() throws IOException {
    Path model;
    try (Stream<Path> files = Files.list(shared.resolve("cache"))) {
      model = files.filter(file -> file.toString().endsWith(".zip")).findFirst().orElseThrow();
    }
    Path output = directory.resolve("own");

    assertThat(tune(output, "--model", model.toString(), "--measure", "RMS")).isZero();

    assertThat(json(output).at("/model/source").asText()).isEqualTo(model.toString());
    assertThat(json(output).at("/best/measure").asText()).isEqualTo("RMS");
    assertThat(json(output).at("/baselineAccuracy").asDouble())
        .isEqualTo(json(whole).at("/baselineAccuracy").asDouble());
    assertThat(out.toString())
        .contains("Best: accuracy at a compute ratio of at most 0.85")
        .contains("block-6-router")
        .contains("60 candidates (0 failed, 0 from an earlier run)");
  }

  @Test
  void aBudgetThatNothingKeepsToIsRefused() {
    assertThat(tune(directory.resolve("none"), "--compute-budget", "0.1")).isEqualTo(1);
    assertThat(err.toString()).contains("--compute-budget", "all gates closed").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "grid, compute-at-accuracy, compute ratio at an accuracy of at least",
    "genetic, weighted, accuracy - 0.05 x compute ratio"
  })
  void otherGeneratorsAndObjectivesFindSomething(String generator, String objective, String score)
      throws IOException {
    Path output = directory.resolve(generator);

    assertThat(tune(output, "--generator", generator, "--objective", objective))
        .as(err.toString())
        .isZero();

    assertThat(json(output).at("/settings/score").asText()).startsWith(score);
    assertThat(json(output).at("/candidates").asInt()).isEqualTo(CANDIDATES);
  }

  @Test
  void searchesTrainingConfigurations() throws IOException {
    Path output = directory.resolve("training");

    assertThat(tune(output, "--search", "training", "--candidates", "2"))
        .as(err.toString())
        .isZero();

    JsonNode json = json(output);
    assertThat(json.at("/candidates").asInt()).isEqualTo(2);
    assertThat(json.at("/best/hyperparameters/learningRate").asDouble()).isBetween(0.0002, 0.011);
    assertThat(json.at("/best/computeRatio").asDouble()).isBetween(0.5, 1.1);
    assertThat(candidates(output)).hasSize(2);
    assertThat(candidates(output).get(0).toMap()).containsKey("trainingMode");
    assertThat(json.at("/settings/generator").asText()).isEqualTo("RANDOM");
    assertThat(json.at("/data/calibrationSamples").asInt()).isPositive();
    assertThat(json.at("/data/classNames")).hasSize(10);
    assertThat(json.at("/limitMet").asBoolean())
        .isEqualTo(json.at("/best/searchComputeRatio").asDouble() <= 0.85);
    JsonNode trained = json.at("/trained");
    assertThat(trained).hasSize(2);
    assertThat(trained.findValues("front")).extracting(JsonNode::asBoolean).contains(true);
    for (JsonNode one : trained) {
      assertThat(one.at("/searchAccuracy").asDouble()).isBetween(0.0, 1.0);
      assertThat(one.at("/hyperparameters/trainingMode").asText()).isNotEmpty();
    }
    assertThat(out.toString())
        .contains("learningRate", "searched on", "compared on", " *")
        .contains(
            json.at("/limitMet").asBoolean() ? "Candidate" : "No candidate keeps to the limit");
    ModelSerializer.restoreComputationGraph(output.resolve("tuned.zip").toFile());

    assertThat(tune(output, "--search", "training", "--candidates", "3"))
        .as(err.toString())
        .isZero();
    assertThat(json(output).at("/resumed").asInt()).isEqualTo(2);
    assertThat(json(output).at("/candidates").asInt()).isEqualTo(3);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void dataThatCannotBeReadEndTheSearchWithOneLine() throws IOException {
    for (String part : List.of("train", "t10k")) {
      Files.writeString(directory.resolve(part + "-images-idx3-ubyte"), "no images");
      Files.writeString(directory.resolve(part + "-labels-idx1-ubyte"), "no labels");
    }

    int code =
        run(
            "tune",
            "--dataset",
            "mnist",
            "--data-dir",
            directory.toString(),
            "--output",
            directory.resolve("out").toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("train-images-idx3-ubyte", "magic number").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "--objective, speed, accuracy-at-compute",
    "--generator, annealing, RANDOM",
    "--search, everything, THRESHOLDS",
    "--compute-budget, 2, share above 0 and below 1",
    "--candidates, 0, from 1"
  })
  void optionsOutOfRangeAreRefused(String option, String value, String expected) {
    assertThat(run("tune", option, value)).isEqualTo(2);
    assertThat(err.toString()).contains(expected).contains("--help");
  }

  @Test
  void trainingsAreAskedForLessOfASavingThanThresholds() throws IOException {
    Path output = directory.resolve("usual");
    List<String> args = new ArrayList<>(List.of("tune", "--search", "training"));
    args.addAll(List.of("--candidates", "1", "--epochs", "1", "--width", "8"));
    args.addAll(List.of("--train-samples", "100", "--test-samples", "50"));
    args.addAll(List.of("--output", output.toString()));
    assertThat(run(args.toArray(String[]::new))).as(err.toString()).isZero();
    assertThat(json(output).at("/settings/score").asText()).endsWith("at most 0.7");
  }

  @Test
  void trainingSearchTakesNoModel() throws IOException {
    assertThat(
            tune(
                directory.resolve("none"),
                "--search",
                "training",
                "--model",
                whole.resolve("tuned.zip").toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("expected no --model");
  }
}
