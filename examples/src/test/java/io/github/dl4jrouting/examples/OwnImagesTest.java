package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.dl4jrouting.examples.data.image.Pictures;
import java.awt.Color;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a folder of images to a report of them. */
class OwnImagesTest {

  @TempDir private static Path shared;

  private record Run(int code, String out, String err) {}

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new Run(code, out.toString(), err.toString());
  }

  private static Run onPictures(String command, String... options) {
    List<String> args = new ArrayList<>(List.of(command));
    args.addAll(List.of("--images", shared.resolve("pictures").toString()));
    args.addAll(List.of("--output", shared.resolve("results").resolve(command).toString()));
    if (!command.equals("quickstart")) {
      args.addAll(List.of("--cache-dir", shared.resolve("cache").toString()));
    }
    args.addAll(List.of(options));
    return run(args.toArray(String[]::new));
  }

  /** A hundred pictures, of which 80 are to train on. */
  @BeforeAll
  static void paint() throws IOException {
    for (String kind : List.of("poppy", "cornflower")) {
      for (int i = 0; i < 50; i++) {
        Color colour = kind.equals("poppy") ? new Color(150 + i, 10, i) : new Color(i, 10, 150 + i);
        Pictures.write(shared.resolve("pictures").resolve(kind).resolve(i + ".png"), 6, 6, colour);
      }
    }
    assertThat(onPictures("quickstart", "--epochs", "2").code()).isZero();
    String[] small = {"--epochs", "2", "--width", "8", "--layers", "2", "--runs", "1"};
    List<String> options = new ArrayList<>(List.of(small));
    options.addAll(List.of("--warm-up", "1", "--allowed-drop", "0.2"));
    Run classified = onPictures("classify", options.toArray(String[]::new));
    assertThat(classified.code()).as(classified.err()).isZero();
    assertThat(run("report", shared.resolve("results").toString(), "--no-png").code()).isZero();
  }

  private static Document page() throws IOException {
    return Jsoup.parse(Files.readString(shared.resolve("results/report.html")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"quickstart", "classify"})
  void theResultCallsClassesLikeTheirFolders(String command) throws IOException {
    Path file = shared.resolve("results").resolve(command).resolve("result.json");
    JsonNode names = new JsonMapper().readTree(file.toFile()).at("/data/classNames");
    assertThat(names).extracting(JsonNode::asText).containsExactly("cornflower", "poppy");
  }

  @ParameterizedTest
  @CsvSource({"quickstart, paths", "classify, paths-calibrated"})
  void theHeatmapsColumnsAreCalledLikeTheFolders(String command, String plot) throws IOException {
    assertThat(page().select("#" + command + "-" + command + "-" + plot + " svg .lb").eachText())
        .containsSubsequence("all", "cornflower", "poppy");
  }

  @Test
  void tablesBarsAndPicturesNameTheFoldersToo() throws IOException {
    Document page = page();
    assertThat(page.select("#quickstart-quickstart th").eachText()).contains("cornflower", "poppy");
    assertThat(page.select("#quickstart-quickstart-class-compute svg").text())
        .contains("poppy")
        .doesNotContain("class 0");
    assertThat(page.select("#classify-classify .gallery img").eachAttr("alt"))
        .isNotEmpty()
        .allSatisfy(text -> assertThat(text).containsAnyOf("cornflower", "poppy"));
  }

  @Test
  void theTerminalNamesTheFolders() {
    Run again = onPictures("quickstart", "--epochs", "1");
    assertThat(again.out())
        .contains("poppy (10 samples)")
        .contains("class ")
        .doesNotContain("class 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"classify", "calibrate"})
  void tooFewPicturesForThePromiseAreAnErrorWhoseAdviceWorks(String command) throws IOException {
    Run refused = onPictures(command);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).startsWith("error: --allowed-drop: ").contains("80 training samples");
    assertThat(refused.err().strip().lines()).hasSize(1);
    String drop = refused.err().replaceFirst("(?s).*use --allowed-drop (0\\.\\d+).*", "$1");

    List<String> options = new ArrayList<>(List.of("--allowed-drop", drop, "--epochs", "1"));
    options.addAll(List.of("--width", "8"));
    options.addAll(
        command.equals("calibrate")
            ? List.of("--rounds", "1", "--no-latency", "--no-comparison")
            : List.of("--layers", "2", "--runs", "1", "--warm-up", "1"));
    Run accepted = onPictures(command, options.toArray(String[]::new));
    assertThat(accepted.code()).as(accepted.err()).isZero();
    assertThat(accepted.out()).contains("of 80 training samples: fewer cannot promise");
    JsonNode result =
        new JsonMapper()
            .readTree(shared.resolve("results").resolve(command).resolve("result.json").toFile());
    double skipped =
        command.equals("calibrate")
            ? result.at("/skipRatio").asDouble()
            : result.at("/networks").get(4).at("/skipRatio/mean").asDouble();
    assertThat(accepted.out().contains("Nothing that skips can be promised"))
        .isEqualTo(skipped == 0);
  }
}
