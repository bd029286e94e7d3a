package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.examples.zoo.EvaluationResult;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.Gate;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.InputDependence;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.Latency;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.Network;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.Speedup;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.StaticRival;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report understands what the commands write today, not only what they wrote once. */
class ReportOfCommandsTest {

  private static final String TINY =
      " --train-samples 600 --test-samples 200 --epochs 1 --threads 1";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare --built-in TextCnn,Attention --batches 1,2 --seconds 1 --threads 1",
        "quickstart --train-samples 200 --test-samples 100 --epochs 1 --threads 1",
        "analyse --dims 16 --rounds 3 --samples 500 --layers 2",
        "synthetic --samples 200 --dim 16 --layers 2 --runs 1 --warm-up 2 --train-samples 600"
            + " --epochs 1 --allowed-drop 0.3",
        "tune --search training --candidates 3 --width 16 --train-samples 300 --test-samples 100"
            + " --epochs 1 --threads 1",
      })
  void aResultIsShownWithPlotsAndTheCommandThatReproducesIt(String command) throws IOException {
    shows(command);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "claims" + TINY,
        "classify --layers 2 --width 16 --runs 1 --warm-up 2 --allowed-drop 0.3" + TINY,
        "ablate --layers 2 --width 16 --measures RMS --routers mlp --trainings SOFT --penalties none"
            + TINY,
      })
  void aResultThatTakesLongerIsShownToo(String command) throws IOException {
    shows(command);
  }

  @Test
  void anEvaluationOfTheZooIsShownWithItsGatesAndItsStaticRival() throws IOException {
    var dense = new Network(0.99, 0, 1, 2e6, 431_000, new Latency(0.2, 0.3, 4));
    var routed = new Network(0.985, 0.8, 0.25, 5e5, 440_000, new Latency(0.1, 0.15, 2));
    var rival = new StaticRival(List.of("exit"), 0.97, 4e5);
    ResultJson.write(
        directory.resolve("result.json"),
        new EvaluationResult(
            "evaluate",
            "dl4j-routing evaluate --model RoutedLeNet --pretrained",
            "routed-lenet",
            "pretrained",
            "mnist",
            10_000,
            null,
            null,
            null,
            1,
            dense,
            routed,
            0.005,
            new Speedup(2, 3, 2.5, 4),
            new InputDependence(0.5, 0.1, 2, rival, true),
            List.of(new Gate("exit", 0.2, false)),
            Environment.current(),
            null));
    assertRuns(List.of("report", directory.toString(), "--no-png"));

    Element section =
        Jsoup.parse(Files.readString(directory.resolve("report.html"))).selectFirst("section");
    assertThat(section.select("h2").text().replace('\u00a0', ' '))
        .isEqualTo("Routed-lenet: 98.50 % at 25.0 % of the compute (dense: 99.00 %)");
    assertThat(section.select("figure")).hasSize(3);
    assertThat(section.select("svg text").eachText())
        .contains("best static sub-network", "exit", "dense, one sample, one thread");
    assertThat(section.select(".say").text().replace('\u00a0', ' '))
        .contains(
            "2.00× as fast for single samples, 3.00× with one thread, and 2.50× for batches of 64");
  }

  @Test
  void aSearchOverTrainingsShowsEveryCandidateAndTheFront() throws IOException {
    shows(
        "tune --search training --candidates 2 --width 16 --train-samples 300 --test-samples 100"
            + " --epochs 1 --threads 1 --compute-budget 0.001");

    Element section =
        Jsoup.parse(Files.readString(directory.resolve("report.html"))).selectFirst("#tune-tune");
    assertThat(section.select("h2").text()).startsWith("Best of 2 trained networks:");
    assertThat(section.select(".say").text()).contains("No candidate keeps to the limit");
    assertThat(section.select("#tune-tune-candidates svg text").eachText())
        .contains("not beaten", "the best");
    assertThat(section.select("tr").eachText())
        .anySatisfy(row -> assertThat(row).startsWith("learningRate 0.0"))
        .anySatisfy(row -> assertThat(row).startsWith("candidate accuracy"))
        .anySatisfy(row -> assertThat(row).startsWith("1 ").contains(" yes 0.0"));
  }

  private void shows(String command) throws IOException {
    String name = command.split(" ")[0];
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    args.addAll(List.of("--output", directory.resolve(name).toString()));
    boolean cached = List.of("synthetic", "classify", "ablate").contains(name);
    if (cached) {
      args.addAll(List.of("--cache-dir", directory.resolve("cache").toString()));
    }
    assertRuns(args);
    assertRuns(List.of("report", directory.toString(), "--no-png"));

    Element section =
        Jsoup.parse(Files.readString(directory.resolve("report.html")))
            .selectFirst("#" + name + "-" + name);
    assertThat(section.select("figure svg path, figure svg rect")).isNotEmpty();
    assertThat(section.select("h2").text()).doesNotContain("Result of");
    assertThat(section.select("pre").text()).contains("dl4j-routing.jar " + name);
    assertThat(section.select(".facts").text()).contains("seed");
  }

  private static void assertRuns(List<String> args) {
    StringWriter errors = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(errors),
            args.toArray(String[]::new));
    assertThat(code).as(errors.toString()).isZero();
    assertThat(errors.toString()).isEmpty();
  }
}
