package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training and evaluation of the zoo's models from end to end on few samples. */
class ZooCommandsTest {

  /** Of ResNet-20 for images of one colour, 32×32. */
  private static final double DENSE_RES_NET = 40_518_272;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private JsonNode result(String name) throws IOException {
    return new ObjectMapper().readTree(directory.resolve(name + "/result.json").toFile());
  }

  private String recipe(String training) throws IOException {
    Path checkpoint = directory.resolve(training + "/checkpoint.zip");
    try (ZipFile zip = new ZipFile(checkpoint.toFile())) {
      InputStream text = zip.getInputStream(zip.getEntry("recipe.txt"));
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private int train(String model, String output) {
    return run(
        "train",
        "--model=" + model,
        "--train-samples=360",
        "--test-samples=130",
        "--epochs=2",
        "--rounds=1",
        "--seed=3",
        "--output=" + directory.resolve(output));
  }

  @ParameterizedTest
  @CsvSource({
    "RoutedLeNet, exit-gate;image-exit-gate",
    "RoutedMlp, exit-gate",
    "RoutedMlp-routers, block-1-router"
  })
  void whatWasTrainedIsEvaluatedToTheSameResult(String model, String gates) throws IOException {
    assertThat(train(model, "train")).as(err.toString()).isZero();
    JsonNode trained = result("train");
    assertThat(trained.at("/command").asText()).isEqualTo("train");
    assertThat(trained.at("/model").asText()).isEqualTo(model);
    assertThat(trained.at("/seed").asLong()).isEqualTo(3);
    assertThat(String.join(";", trained.at("/gates").findValuesAsText("name"))).startsWith(gates);
    assertThat(trained.at("/dense/skipRatio").asDouble()).isZero();
    assertThat(trained.at("/dense/computeRatio").asDouble()).isEqualTo(1);
    assertThat(trained.at("/speedup/macs").asDouble())
        .isCloseTo(1 / trained.at("/routed/computeRatio").asDouble(), within(1e-9));
    for (String timed : new String[] {"/dense", "/routed"}) {
      assertThat(trained.at(timed + "/latencyMs/batch1").asDouble()).isPositive();
      assertThat(trained.at(timed + "/latencyMs/batch1OneThread").asDouble()).isPositive();
      assertThat(trained.at(timed + "/latencyMs/batch64").asDouble()).isPositive();
    }
    assertThat(out.toString()).contains("epoch  2/2", "Speed-up", gates.split(";")[0]);
    assertThat(recipe("train/dense")).doesNotContain("twin");
    assertThat(recipe("train/routed")).contains(" from its trained twin ");

    assertThat(
            run(
                "evaluate",
                "--model=" + model,
                "--trained=" + directory.resolve("train"),
                "--test-samples=130",
                "--rounds=1",
                "--output=" + directory.resolve("evaluate")))
        .as(err.toString())
        .isZero();
    JsonNode evaluated = result("evaluate");
    assertThat(evaluated.at("/command").asText()).isEqualTo("evaluate");
    for (String same :
        new String[] {
          "/dense/accuracy",
          "/routed/accuracy",
          "/routed/macsPerSample",
          "/inputDependence",
          "/gates"
        }) {
      assertThat(evaluated.at(same)).as(same).isEqualTo(trained.at(same));
    }
    assertThat(evaluated.has("seed")).isFalse();
  }

  @Test
  void aTrainingThatIsDoneIsNotRepeated() throws IOException {
    assertThat(train("RoutedMlp", "train")).isZero();
    JsonNode first = result("train");
    assertThat(train("RoutedMlp", "train")).isZero();
    assertThat(out.toString()).contains("going on after epoch 2");
    assertThat(result("train").at("/routed/accuracy")).isEqualTo(first.at("/routed/accuracy"));
    assertThat(result("train").at("/gates")).isEqualTo(first.at("/gates"));
  }

  @Test
  @Tag("slow")
  void aResNetIsTrainedOnPaddedImagesAndPartsOfThem() throws IOException {
    assertThat(
            run(
                "train",
                "--model=RoutedResNet",
                "--train-samples=120",
                "--test-samples=40",
                "--held-out=20",
                "--epochs=2",
                "--epoch-samples=50",
                "--rounds=1",
                "--seed=3",
                "--output=" + directory.resolve("train")))
        .as(err.toString())
        .isZero();
    JsonNode trained = result("train");
    assertThat(trained.at("/epochSamples").asInt()).isEqualTo(50);
    assertThat(trained.at("/dense/macsPerSample").asDouble()).isEqualTo(DENSE_RES_NET);
    assertThat(trained.at("/gates").findValuesAsText("name"))
        .containsExactly(
            "stage1-block2-router",
            "stage1-block3-router",
            "stage2-block2-router",
            "stage2-block3-router",
            "stage3-block2-router",
            "stage3-block3-router");
    double through = 0;
    for (JsonNode gate : trained.at("/gates")) {
      through += gate.at("/through").asDouble();
    }
    assertThat(trained.at("/routed/skipRatio").asDouble()).isCloseTo(1 - through / 6, within(1e-9));
    JsonNode rival = trained.at("/inputDependence/bestStatic");
    if (!rival.isMissingNode()) {
      assertThat(rival.at("/macsPerSample").asDouble())
          .isLessThanOrEqualTo(trained.at("/routed/macsPerSample").asDouble());
    }
    assertThat(
            run(
                "evaluate",
                "--model=RoutedResNet",
                "--trained=" + directory.resolve("train"),
                "--test-samples=40",
                "--rounds=1",
                "--output=" + directory.resolve("evaluate")))
        .as(err.toString())
        .isZero();
    assertThat(result("evaluate").at("/gates")).isEqualTo(trained.at("/gates"));
    assertThat(result("evaluate").at("/routed/accuracy")).isEqualTo(trained.at("/routed/accuracy"));
  }

  @Test
  void aResNetWantsImages() {
    assertThat(
            run(
                "train",
                "--model=RoutedResNet",
                "--dataset=synthetic",
                "--output=" + directory.resolve("train")))
        .isEqualTo(1);
    assertThat(err.toString().strip().lines()).hasSize(1);
    assertThat(err.toString()).contains("synthetic", "images", "RoutedResNet");
  }

  @Test
  void unknownModelsAndMissingNetworksAreSaidInOneLine() {
    assertThat(train("AlexNet", "train")).isEqualTo(2);
    assertThat(err.toString()).contains("RoutedLeNet, RoutedMlp", "AlexNet");
    err.getBuffer().setLength(0);
    assertThat(
            run(
                "evaluate",
                "--model=RoutedMlp",
                "--trained=" + directory.resolve("nowhere"),
                "--output=" + directory.resolve("evaluate")))
        .isEqualTo(1);
    assertThat(err.toString().strip().lines()).hasSize(1);
    assertThat(err.toString()).contains("nowhere", "no such file");
  }

  @Test
  void theModelsOfTheZooAreListed() throws IOException {
    assertThat(
            run("models", "--test-samples=130", "--rounds=1", "--output=" + directory.resolve("m")))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("RoutedLeNet", "RoutedMlp", "RoutedResNet");
    assertThat(result("m").at("/models").findValuesAsText("model"))
        .containsExactly(
            "RoutedLeNet", "RoutedLeNet", "RoutedMlp", "RoutedMlp", "RoutedResNet", "RoutedResNet");
    JsonNode dense = result("m").at("/models/0");
    assertThat(dense.at("/macsPerSample").asDouble()).isEqualTo(2_293_000);
    assertThat(dense.at("/accuracy").asDouble()).isGreaterThan(0.95);
    assertThat(dense.at("/file").asText()).matches("routedlenet-mnist-none-\\d+\\.zip");
    assertThat(result("m").at("/models/3/file").asText())
        .matches("routedmlp-mnist-early_exit-\\d+\\.zip");
    assertThat(result("m").at("/models/5").has("file")).isFalse();
  }

  @Test
  void stepsOfTwinsAreTimed() throws IOException {
    assertThat(
            run(
                "step-time",
                "--model=RoutedMlp,RoutedMlp-routers",
                "--train-samples=150",
                "--test-samples=20",
                "--seconds=1",
                "--output=" + directory.resolve("s")))
        .as(err.toString())
        .isZero();
    assertThat(result("s").at("/command").asText()).isEqualTo("step-time");
    assertThat(result("s").at("/models").findValuesAsText("model"))
        .containsExactly("RoutedMlp", "RoutedMlp-routers");
    JsonNode row = result("s").at("/models/0");
    assertThat(row.at("/batchSize").asInt()).isEqualTo(100);
    assertThat(row.at("/steps").asInt()).isGreaterThanOrEqualTo(4);
    assertThat(row.at("/stepTimeRatio").asDouble())
        .isCloseTo(row.at("/routedMs").asDouble() / row.at("/denseMs").asDouble(), within(1e-9));
    assertThat(out.toString()).contains("routed / dense", "RoutedMlp-routers");
  }
}
