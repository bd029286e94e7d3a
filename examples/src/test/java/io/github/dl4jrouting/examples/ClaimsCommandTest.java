package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The claims from end to end on few samples. */
class ClaimsCommandTest {

  @TempDir static Path directory;
  private static final StringWriter OUT = new StringWriter();
  private static JsonNode json;

  @BeforeAll
  static void runOnce() throws IOException {
    StringWriter err = new StringWriter();
    String[] args = {
      "claims",
      "--train-samples=600",
      "--test-samples=200",
      "--epochs=2",
      "--seed=7",
      "--output=" + directory.resolve("claims")
    };
    assertThat(Main.run(new PrintWriter(OUT), new PrintWriter(err), args))
        .as(err.toString())
        .isZero();
    json = new ObjectMapper().readTree(directory.resolve("claims/result.json").toFile());
  }

  private static Stream<JsonNode> skipRatios() {
    return Stream.of(json.at("/skipRatios/0"), json.at("/skipRatios/1"));
  }

  @Test
  void resultSaysWhatWasRun() {
    assertThat(json.at("/command").asText()).isEqualTo("claims");
    assertThat(json.at("/commandLine").asText()).contains("claims --train-samples=600");
    assertThat(json.at("/environment/java").asText()).isNotEmpty();
    assertThat(json.at("/seed").asLong()).isEqualTo(7);
    assertThat(json.at("/epochs").asInt()).isEqualTo(2);
    assertThat(json.at("/skipRatios")).hasSize(2);
    assertThat(json.at("/skipRatios/0/threshold").asDouble()).isEqualTo(0.1);
  }

  @Test
  void thePapersSkipRatioIsTheShareOfComputedBlocks() {
    assertThat(skipRatios())
        .allSatisfy(
            ratio -> {
              double computed = ratio.at("/computed").asDouble();
              assertThat(ratio.at("/papersSkipRatio").asDouble()).isEqualTo(computed);
              assertThat(ratio.at("/skipped").asDouble()).isCloseTo(1 - computed, within(1e-12));
              assertThat(ratio.at("/perSampleSkipRatio").asDouble()).isBetween(0.0, 1.0);
            });
    assertThat(json.at("/skipRatios/1/perSampleSkipRatio").asDouble())
        .as("half of the samples at the first block at least")
        .isBetween(0.05, 0.95);
  }

  @Test
  void aSamplesRouteDependsOnItsCompanyOnlyWithOneActivityForTheBatch() {
    assertThat(json.at("/company/batchSize").asInt()).isEqualTo(64);
    assertThat(json.at("/company/changedBatchWide").asDouble()).isBetween(0.0, 1.0);
    assertThat(json.at("/company/changedPerSample").asDouble()).isZero();
  }

  @Test
  void anUntrainedNetworkGuessesAndATrainedOneDoesNot() {
    assertThat(json.at("/accuracy/untrained").asDouble()).isBetween(0.0, 0.3);
    assertThat(json.at("/accuracy/trainedOpen").asDouble()).isBetween(0.4, 1.0);
    assertThat(json.at("/accuracy/trained").isNumber()).isTrue();
  }

  @Test
  void aSoftmaxOverAnActivationsOwnFeaturesShrinksIt() {
    assertThat(json.at("/scale/features").asInt()).isEqualTo(128);
    assertThat(json.at("/scale/outputToInput").asDouble()).isBetween(0.0, 0.2);
  }

  @Test
  void theSameIsPrintedForPeople() {
    assertThat(OUT.toString())
        .contains("paper's \"skip ratio\"", "one activity a batch", "untrained, threshold 0.1")
        .contains("epoch  2/2")
        .contains("Wrote result.json into " + directory.resolve("claims"));
  }
}
