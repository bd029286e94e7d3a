package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyseAndAblateCommandsTest {

  @TempDir private Path directory;

  private record Run(int code, String out, String err) {}

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new Run(code, out.toString(), err.toString());
  }

  private JsonNode result() throws IOException {
    return new JsonMapper().readTree(directory.resolve("result.json").toFile());
  }

  private void assertPlots(String... names) throws IOException {
    for (String name : names) {
      assertThat(ImageIO.read(directory.resolve(name + ".png").toFile()).getWidth()).isEqualTo(900);
      assertThat(Files.readString(directory.resolve(name + ".svg"))).contains("<svg", "<path");
    }
  }

  @Test
  void analyseHoldsFormulasAgainstWhatIsCountedAndDrawn() throws IOException {
    Run analyse =
        run(
            "analyse",
            "--dims",
            "8,32",
            "--layers",
            "3",
            "--batch-size",
            "10",
            "--rounds",
            "2",
            "--skips",
            "0,0.5,1",
            "--samples",
            "4000",
            "--thresholds",
            "0.1,0.8",
            "--output",
            directory.toString());
    assertThat(analyse.code()).as(analyse.err()).isZero();
    assertThat(analyse.out()).contains("C_worst", "paper's erf");
    JsonNode result = result();
    assertThat(result.at("/command").asText()).isEqualTo("analyse");
    assertThat(result.at("/commandLine").asText()).contains("analyse --dims 8,32");
    assertThat(result.at("/complexity")).hasSize(6);
    for (JsonNode row : result.at("/complexity")) {
      int dim = row.at("/dim").asInt();
      double skipRatio = row.at("/skipRatio").asDouble();
      assertThat(row.at("/worstMacs").asDouble()).isEqualTo(3 * dim * dim + 3 * dim);
      assertThat(row.at("/expectedMacs").asDouble())
          .isCloseTo(row.at("/countedRoutedMacs").asDouble(), within(1e-6));
      assertThat(row.at("/countedReduction").asDouble())
          .isCloseTo(skipRatio - 1.0 / dim, within(1e-6));
      assertThat(row.at("/routedMicros").asDouble()).isPositive();
    }
    assertThat(result.at("/complexity").findValuesAsText("skipRatio"))
        .extracting(Double::parseDouble)
        .containsExactly(0.0, 0.5, 1.0, 0.0, 0.5, 1.0);
    assertThat(result.at("/probability")).hasSize(4);
    for (JsonNode row : result.at("/probability")) {
      assertThat(row.at("/clt").asDouble())
          .isCloseTo(row.at("/monteCarlo").asDouble(), within(0.06));
    }
    assertThat(Files.readAllLines(directory.resolve("complexity.csv"))).hasSize(7);
    assertThat(Files.readAllLines(directory.resolve("skip-probability.csv"))).hasSize(5);
    assertPlots("skip-probability", "reduction");
  }

  @Test
  void ablateFillsItsTableOnceAndTakesItOverAfterwards() throws IOException {
    String[] args = {
      "ablate",
      "--train-samples",
      "400",
      "--test-samples",
      "80",
      "--width",
      "8",
      "--layers",
      "2",
      "--epochs",
      "1",
      "--measures",
      "mean_abs,rms",
      "--directions",
      "skip_low",
      "--thresholds",
      "0.3",
      "--skip-targets",
      "0.5",
      "--routers",
      "linear,attention",
      "--trainings",
      "soft",
      "--penalties",
      "target-rate:1",
      "--cache-dir",
      directory.resolve("cache").toString(),
      "--output",
      directory.toString()
    };
    Run first = run(args);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("Computed 7 of 7 cells", "router, attention, soft");
    JsonNode result = result();
    assertThat(result.at("/cells").findValuesAsText("kind"))
        .containsExactly("dense", "gate", "gate", "gate", "gate", "router", "router");
    for (JsonNode cell : result.at("/cells")) {
      assertThat(cell.at("/accuracyLow").asDouble())
          .isLessThanOrEqualTo(cell.at("/accuracy").asDouble());
      assertThat(cell.at("/skipRatio").asDouble()).isBetween(0.0, 1.0);
      assertThat(cell.at("/macsPerSample").asDouble()).isPositive();
    }
    assertThat(result.at("/cells/0/computeRatio").asDouble()).isEqualTo(1);
    assertThat(result.at("/settings/penalties/0").asText()).isEqualTo("target-rate:1.0");
    List<String> table = Files.readAllLines(directory.resolve("ablation.csv"));
    assertThat(table).hasSize(8);
    assertThat(table.get(3)).startsWith("gate,MEAN_ABS,below,,0.5,,,,");
    assertPlots("gates", "routers");

    Run second = run(args);
    assertThat(second.out()).contains("Computed 0 of 7 cells").doesNotContain("epoch");
    assertThat(Files.readAllLines(directory.resolve("ablation.csv"))).isEqualTo(table);
  }

  @ParameterizedTest
  @CsvSource({
    "analyse, --dims, 0",
    "analyse, --layers, 0",
    "analyse, --samples, 0",
    "analyse, --sigma, 0",
    "analyse, --sigma, NaN",
    "analyse, --thresholds, -0.1",
    "analyse, --skips, 1.5",
    "analyse, --rounds, 0",
    "ablate, --thresholds, NaN",
    "ablate, --thresholds, -1",
    "ablate, --skip-targets, 1",
    "ablate, --measures, loudness",
    "ablate, --routers, tree",
    "ablate, --trainings, luck",
    "ablate, --penalties, greed:1",
    "ablate, --penalties, entropy:-1",
    "ablate, --layers, 0",
    "ablate, --epochs, 0"
  })
  void badValuesAreNamedInOneLine(String command, String option, String value) {
    Run bad = run(command, option, value, "--output", directory.toString());
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).startsWith("error: ").contains(option, value);
    assertThat(bad.err().strip().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"analyse", "ablate"})
  void anOutputThatIsAFileIsRefused(String command) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "mine");
    Run bad = run(command, "--output", file.toString());
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).contains("--output", file.toString());
    assertThat(file).hasContent("mine");
  }
}
