package io.github.dl4jrouting.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.KnownDataset;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.measure.Measurement;
import io.github.dl4jrouting.examples.training.MathThreads;
import io.github.dl4jrouting.examples.training.TrainingProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A quickstart from end to end on few samples; how well it learns is {@link QuickstartSlowTest}'s.
 */
class QuickstartRunTest {

  private static final int TEST_SAMPLES = 200;

  @TempDir static Path first;
  @TempDir static Path second;
  @TempDir static Path otherSeed;
  private static Dataset data;
  private static QuickstartResult result;

  @BeforeAll
  static void runOnce() throws IOException {
    data = KnownDataset.DIGITS_EMBEDDED.load(Optional.empty()).limitedTo(600, TEST_SAMPLES);
    result = run(first, 7);
  }

  private static QuickstartResult run(Path directory, long seed) throws IOException {
    MathThreads.use(1);
    return new Quickstart(data, seed, 3, 1, "typed")
        .run(directory, new PrintWriter(Writer.nullWriter()), TrainingProgress.silent());
  }

  @Test
  void leavesTheResultAndBothModelsAndNothingElse() throws IOException {
    try (Stream<Path> files = Files.list(first)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("result.json", "dense.zip", "routed.zip");
    }
  }

  @Test
  void resultJsonHoldsTheFiguresAsNumbers() throws IOException {
    JsonNode json = json(first);

    assertThat(json.at("/dense/accuracy").isNumber()).isTrue();
    assertThat(json.at("/dense/accuracy").asDouble()).isEqualTo(result.dense().accuracy());
    assertThat(json.at("/dense/macsPerSample").asDouble())
        .isEqualTo(784 * 192 + 6 * 192 * 192 + 192 * 10);
    assertThat(json.at("/routed/accuracy").asDouble())
        .as("better than guessing")
        .isBetween(0.25, 1.0);
    assertThat(json.at("/routed/skipRatio").asDouble()).isBetween(0.0, 1.0);
    assertThat(json.at("/routed/macsPerSample").isNumber()).isTrue();
    assertThat(json.at("/seed").asLong()).isEqualTo(7);
    assertThat(json.at("/environment/dl4j").asText()).isEqualTo("1.0.0-M2.1");
    assertThat(json.at("/environment/cores").asInt()).isPositive();
    assertThat(json.at("/routed/blocks")).hasSize(6);
    assertThat(json.at("/routed/classes")).hasSize(10);
    assertThat(json.at("/dense/training")).hasSize(3);
  }

  @Test
  void routedMacsAreThoseOfTheComputedBlocksAndAllRouters() {
    double blocks = 6 * 192 * 192 * result.routed().computeRatio();
    double routers = 6 * 192 * 2;

    assertThat(result.routed().macsPerSample())
        .isCloseTo(784 * 192 + blocks + routers + 192 * 10, within(1e-6));
  }

  @Test
  void sharesOfBlocksAndClassesAgreeWithTheWhole() {
    var routed = result.routed();
    assertThat(routed.blocks())
        .allSatisfy(
            block ->
                assertThat(block.shares().get("through") + block.shares().get("bypass"))
                    .isCloseTo(1, within(1e-12)));
    double bypass =
        routed.blocks().stream().mapToDouble(b -> b.shares().get("bypass")).average().orElseThrow();
    assertThat(routed.skipRatio()).isCloseTo(bypass, within(1e-12));
    assertThat(routed.classes().stream().mapToLong(c -> c.samples()).sum()).isEqualTo(TEST_SAMPLES);
    double byClass = routed.classes().stream().mapToDouble(c -> c.samples() * c.skipRatio()).sum();
    assertThat(routed.skipRatio()).isCloseTo(byClass / TEST_SAMPLES, within(1e-12));
    double right = routed.classes().stream().mapToDouble(c -> c.samples() * c.accuracy()).sum();
    assertThat(routed.accuracy()).isCloseTo(right / TEST_SAMPLES, within(1e-12));
  }

  @Test
  void savedModelsLoadAndMeasureAsReported() throws IOException {
    ComputationGraph dense = load("dense.zip");
    ComputationGraph routed = load("routed.zip");
    Measurement ofRouted = Measurement.of(routed, data.test(), data.classes());

    assertThat(Measurement.of(dense, data.test(), data.classes()).accuracy())
        .isEqualTo(result.dense().accuracy());
    assertThat(ofRouted.accuracy()).isEqualTo(result.routed().accuracy());
    assertThat(ofRouted.skipRatio()).isEqualTo(result.routed().skipRatio());
  }

  @Test
  void savedModelGivesTheSameOutputsAfterAnotherRoundTrip() throws IOException {
    ComputationGraph routed = load("routed.zip");
    Path copy = first.resolveSibling("copy-" + first.getFileName() + ".zip");
    ModelSerializer.writeModel(routed, copy.toFile(), true);
    INDArray pixels =
        MiniBatches.inOrder(data.test(), data.classes(), TEST_SAMPLES).next().getFeatures();

    INDArray expected = routed.outputSingle(pixels);
    INDArray found =
        ModelSerializer.restoreComputationGraph(copy.toFile(), true).outputSingle(pixels);
    Files.delete(copy);

    assertThat(found).isEqualTo(expected);
  }

  @Test
  void sameSeedGivesTheSameResultAndAnotherSeedAnother() throws IOException {
    run(second, 7);
    run(otherSeed, 8);

    assertThat(withoutTiming(second)).isEqualTo(withoutTiming(first));
    assertThat(parameters(second)).isEqualTo(parameters(first));
    assertThat(parameters(otherSeed)).isNotEqualTo(parameters(first));
  }

  @Test
  void summaryNamesBothNetworksAndEveryBlockAndClass() {
    String summary = new QuickstartSummary(result).toString();

    assertThat(summary).contains("dense", "routed", "skip ratio", "MACs per sample", "block-6");
    assertThat(summary).containsPattern("9 \\(\\d+ samples\\)");
    assertThat(summary).doesNotContain("NaN");
  }

  @Test
  void progressTellsOneLineAnEpoch() throws IOException {
    StringWriter lines = new StringWriter();
    try (var progress =
        new io.github.dl4jrouting.examples.training.ConsoleProgress(
            new PrintWriter(lines), false)) {
      new Quickstart(data.limitedTo(100, 50), 1, 2, 1, "typed")
          .run(otherSeed, new PrintWriter(lines), progress);
    }

    assertThat(lines.toString().lines().filter(line -> line.contains("loss"))).hasSize(4);
    assertThat(lines.toString()).contains("epoch  2/2").contains("skip ratio");
  }

  private static ComputationGraph load(String name) throws IOException {
    return ModelSerializer.restoreComputationGraph(first.resolve(name).toFile(), true);
  }

  private static INDArray parameters(Path directory) throws IOException {
    return ModelSerializer.restoreComputationGraph(directory.resolve("routed.zip").toFile())
        .params();
  }

  private static JsonNode json(Path directory) throws IOException {
    return new ObjectMapper().readTree(directory.resolve("result.json").toFile());
  }

  private static JsonNode withoutTiming(Path directory) throws IOException {
    ObjectNode json = (ObjectNode) json(directory);
    json.remove("timing");
    return json;
  }
}
