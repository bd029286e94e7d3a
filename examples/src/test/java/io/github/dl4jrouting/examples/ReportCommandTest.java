package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportCommandTest {

  private static final Path RESULTS = Path.of("src/test/resources/report");

  private static Document examples;

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int report(Object... args) {
    String[] all =
        Stream.concat(Stream.of("report"), Stream.of(args).map(Object::toString))
            .toArray(String[]::new);
    return Main.run(new PrintWriter(out), new PrintWriter(err), all);
  }

  private Document page() throws IOException {
    return Jsoup.parse(Files.readString(directory.resolve("report.html")));
  }

  private Path put(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  /** The page of results of every command. */
  private Document ofExamples() {
    return examples.clone();
  }

  @BeforeAll
  static void makePage(@TempDir Path target) throws IOException {
    StringWriter errors = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(errors),
            "report",
            RESULTS.toString(),
            "--output",
            target.toString(),
            "--no-png");
    assertThat(code).as(errors.toString()).isZero();
    examples = Jsoup.parse(Files.readString(target.resolve("report.html")));
  }

  @ParameterizedTest
  @CsvSource({
    "quickstart, Routed: 91.6 % at 67.2 % of the compute, 4",
    "classify, Calibrated: 97.4 % at 45.0 % of the compute (dense: 98.1 %), 8",
    "synthetic, '45.0 % of the compute, 7.53× as fast as stock DL4J', 8",
    "calibrate, Calibrated: 97.95 % at 57.0 % of the compute, 3",
    "tune, '97.80 % at 48.1 % of the compute', 1",
    "search-training, 'Best of 8 trained networks: 91.25 % at 60.7 % of the compute', 1",
    "ablate, Best of 30 ways to route, 4",
    "analyse, 'the paper''s by 99.8', 3",
    "benchmark, 3 of 8 claims hold, 3",
    "compare, 9 networks: 3.89× to 43.7× as fast as on stock DL4J, 2",
    "claims, untrained: 8.9 %; trained: 93.4 %, 2"
  })
  void everyCommandsResultSaysWhatCameOutAndShowsIt(String command, String headline, int plots)
      throws IOException {
    Document page = ofExamples();

    Element section = page.selectFirst("section[id$=-" + command + "]");
    assertThat(section.selectFirst("h2").text().replace('\u00a0', ' ')).contains(headline);
    assertThat(section.select("figure svg")).hasSize(plots);
    assertThat(section.select("table")).isNotEmpty();
    assertThat(section.select(".facts,details").text())
        .containsAnyOf("seed 42", "seed 1", "Java 17");
  }

  @Test
  void everyPlotHasATitleADescriptionAndNoPlaceThatIsNotANumber() throws IOException {
    for (Element svg : ofExamples().select("figure svg")) {
      assertThat(svg.selectFirst("> title").text()).isNotBlank();
      assertThat(svg.selectFirst("> desc").text()).as(svg.id()).hasSizeGreaterThan(20);
      assertThat(svg.attr("role")).isEqualTo("img");
      assertThat(svg.html()).doesNotContain("NaN").doesNotContain("Infinity");
      assertThat(svg.select("path,rect,line")).as(svg.selectFirst("title").text()).isNotEmpty();
    }
  }

  @Test
  void everyIdentifierIsThereOnceAndEveryLinkLeadsToOne() throws IOException {
    Document page = ofExamples();

    assertThat(page.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
    assertThat(page.select("a[href]").eachAttr("href"))
        .hasSizeGreaterThan(9)
        .allSatisfy(link -> assertThat(page.select(link)).as(link).hasSize(1));
  }

  @Test
  void thePageNeedsNothingButItselfAndForbidsTheRest() throws IOException {
    Document page = ofExamples();

    assertThat(page.select("script,link,iframe,object,[onclick]")).isEmpty();
    assertThat(page.select("[src]").eachAttr("src"))
        .isNotEmpty()
        .allSatisfy(source -> assertThat(source).startsWith("data:image/png;base64,"));
    assertThat(page.select("meta[http-equiv]").attr("content")).startsWith("default-src 'none'");
    assertThat(page.select("style").html()).doesNotContain("url(").doesNotContain("@import");
  }

  @Test
  void easyAndHardSamplesAreShownWithTheirComputeAndTheirPictures() throws IOException {
    Element section = ofExamples().selectFirst("#classify-classify");

    assertThat(section.select(".gallery")).hasSize(2);
    assertThat(section.select(".gallery img")).hasSize(12);
    assertThat(section.select(".gallery img").first().attr("alt"))
        .contains("class one")
        .contains("20.0");
    assertThat(section.select(".gallery").last().text()).contains("taken for").contains("●●●●○●");
  }

  @Test
  void classesAreCalledWhatTheResultCallsThem() {
    assertThat(ofExamples().select("#classify-classify-paths-calibrated svg .lb").eachText())
        .startsWith("all", "zero", "one", "two");
  }

  @Test
  void networksThatWereNeverTrainedAreInTheTablesAndNotInThePlots() throws IOException {
    String json = Files.readString(RESULTS.resolve("classify/result.json"));
    int fixed = json.indexOf("\"fixed threshold\"");
    put(
        "c/result.json",
        json.substring(0, fixed)
            + json.substring(fixed).replaceFirst("\"trained\": true", "\"trained\": false"));

    assertThat(report(directory, "--no-png")).isZero();
    assertThat(page().select("#classify-c svg").text()).doesNotContain("fixed threshold");
    assertThat(page().select("#classify-c table").text()).contains("fixed threshold");
  }

  @Test
  void aCalibrationThatSkipsNothingSaysWhatToDo() throws IOException {
    String json = Files.readString(RESULTS.resolve("calibrate/result.json"));
    put("c/result.json", json.replaceFirst("\n \"skipRatio\": [0-9.]+", "\n \"skipRatio\": 0.0"));

    assertThat(report(directory, "--no-png")).as(err.toString()).isZero();
    assertThat(page().select("#calibrate-c .say").text())
        .contains("Nothing that skips", "10000 calibration samples", "--allowed-drop");
    assertThat(ofExamples().select("#calibrate-calibrate .say").text())
        .doesNotContain("Nothing that skips")
        .contains("Gates were put around the blocks");
  }

  @Test
  void earlyExitsAreNotCalledGates() throws IOException {
    String json = Files.readString(RESULTS.resolve("calibrate/result.json"));
    put(
        "c/result.json",
        json.replace("\"settings\": {", "\"settings\": {\"gates\": \"CONFIDENCE\","));

    assertThat(report(directory, "--no-png")).as(err.toString()).isZero();
    assertThat(page().select("#calibrate-c .say").text()).contains("Early exits were put before");
  }

  @Test
  void theBestWayToRouteIsNoneThatComputesMoreThanTheDenseNetwork() throws IOException {
    String cell =
        "{\"kind\":\"router\",\"router\":\"%s\",\"accuracy\":%s,\"skipRatio\":0.1,\"computeRatio\":%s}";
    put(
        "a/result.json",
        "{\"command\":\"ablate\",\"cells\":["
            + cell.replace("router\",\"router\":\"%s", "dense").formatted("0.939", "1")
            + ","
            + cell.formatted("dearest", "0.95", "1.055")
            + ","
            + cell.formatted("surest", "0.945", "0.9")
            + ","
            + cell.formatted("as sure", "0.939", "0.69")
            + ","
            + cell.formatted("cheapest", "0.9", "0.6")
            + "]}");

    assertThat(report(directory, "--no-png")).as(err.toString()).isZero();
    Element section = page().selectFirst("section[id^=ablate]");
    assertThat(section.selectFirst("h2").text().replace('\u00a0', ' '))
        .contains("Best of 4 ways to route: 93.9 % at 69.0 %");
    assertThat(section.select(".say").text())
        .contains("The cheapest that costs no accuracy is: router, as sure");
  }

  @Test
  void aCellThatFailedIsNamedWithItsReason() {
    assertThat(ofExamples().select("#ablate-ablate tr").eachText())
        .contains("router, mlp, GUMBEL, entropy:9 the score is not a number");
  }

  @Test
  void quartilesAndHistogramOfTheSkipRatioAreShown() throws IOException {
    Element plot = ofExamples().selectFirst("#classify-classify-skip-ratio-calibrated");

    assertThat(plot.select("rect.f0")).hasSize(7);
    assertThat(plot.select(".box")).hasSize(1);
    assertThat(plot.text()).contains("quartiles 50 · 66.67 · 66.67");
  }

  @Test
  void whatAMachineDoesNotTellIsCalledUnavailableWithItsReason() throws IOException {
    Document page = ofExamples();

    assertThat(page.select("#classify-classify .say").text())
        .contains("Energy: unavailable (/sys/class/powercap: no such directory)")
        .contains("Memory, resident: unavailable (this system does not tell)");
    assertThat(page.select("#classify-classify-energy")).isEmpty();
    assertThat(page.select("#synthetic-synthetic-energy")).hasSize(1);
  }

  @Test
  void theCommandThatReproducesAResultIsShownAsItWas() throws IOException {
    assertThat(ofExamples().select("#ablate-ablate pre").text())
        .isEqualTo("java -jar examples/target/dl4j-routing.jar ablate --seed 42");
  }

  @Test
  void theSameResultsGiveTheSameBytes() throws IOException {
    report(RESULTS.resolve("claims"), "--output", directory.resolve("a"));
    report(RESULTS.resolve("claims"), "--output", directory.resolve("b"));

    assertThat(directory.resolve("a/report.html"))
        .hasSameBinaryContentAs(directory.resolve("b/report.html"));
    Path plot = Path.of("report-plots", "claims-accuracy.png");
    assertThat(directory.resolve("a").resolve(plot))
        .hasSameBinaryContentAs(directory.resolve("b").resolve(plot));
  }

  @Test
  void everyPlotIsAPictureFileTooWithSomethingOnIt() throws IOException {
    assertThat(report(RESULTS.resolve("classify"), "--output", directory)).isZero();

    List<Path> pictures;
    try (Stream<Path> files = Files.list(directory.resolve("report-plots"))) {
      pictures = files.toList();
    }
    assertThat(pictures).hasSize(8);
    for (Path picture : pictures) {
      var image = ImageIO.read(picture.toFile());
      long colours =
          java.util.stream.IntStream.range(0, image.getWidth() * image.getHeight() / 7)
              .map(i -> 7 * i)
              .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
              .distinct()
              .count();
      assertThat(colours).as(picture.toString()).isGreaterThan(10);
    }
  }

  @Test
  void markupInFilesIsShownAsText() throws IOException {
    String script = "<script>alert(1)</script>";
    String json =
        Files.readString(RESULTS.resolve("classify/result.json"))
            .replace("\"calibrated\"", "\"" + script + "\"")
            .replace("--threshold 0.1", script)
            .replace("Example CPU", "<img src=x onerror=alert(1)>");
    put("<b>bold<b>/result.json", json);
    put(
        "<b>bold<b>/paths.csv",
        "network,block,class,samples,throughShare\n"
            + script
            + ",\"\"\">"
            + script
            + "\",all,1,0.5\n");
    put(
        "other/result.json",
        "{\"command\":\"" + script + "\",\"" + script + "\":\"" + script + "\"}");

    assertThat(report(directory)).as(err.toString()).isZero();
    Document page = page();
    assertThat(page.select("script,b:not(.kicker b),img")).isEmpty();
    assertThat(page.select("h2").text()).contains(script);
    assertThat(page.select("pre").text()).contains(script);
    assertThat(page.select("svg text").text()).contains(script.substring(0, 6));
    assertThat(Files.readString(directory.resolve("report.html"))).doesNotContain(script);
  }

  @Test
  void networksThatDifferOrAreLeftToDl4jAreNamed() throws IOException {
    String row =
        "{\"model\":\"%s\",\"input\":\"3x4\",\"masked\":%s,\"batch\":%d,\"parameters\":1200,"
            + "\"stockMs\":3,\"engineMs\":1.5,\"speedup\":2,\"largestDifference\":%s,"
            + "\"leftToDl4j\":[%s]}";
    String rows =
        String.join(
            ",",
            String.format(row, "one.zip", false, 1, "1e-7", ""),
            String.format(row, "two.zip", true, 8, "-1", "\"a\",\"b\""));
    put(
        "compare/result.json",
        "{\"command\":\"compare\",\"seed\":1,\"vectorApi\":true,\"rows\":[" + rows + "]}");

    assertThat(report(directory)).isZero();
    Element section = page().selectFirst("section");
    assertThat(section.selectFirst("h2").text())
        .isEqualTo("2 networks: 2.00× as fast as on stock DL4J");
    assertThat(section.select(".say").text())
        .contains("the Vector API", "another shape", "left vertices to DL4J in two.zip");
    assertThat(section.select("tr").eachText())
        .contains(
            "one.zip 3x4 1 1,200 3 1.5 2.00× 1.00e-07 nothing",
            "two.zip 3x4, masks 8 1,200 3 1.5 2.00× unlike a, b");
    assertThat(section.select("figure svg")).hasSize(2);

    put(
        "compare/result.json",
        "{\"command\":\"compare\",\"rows\":["
            + String.format(row, "one.zip", false, 1, "2e-7", "")
            + "]}");
    assertThat(report(directory)).isZero();
    assertThat(page().selectFirst("h2").text())
        .isEqualTo("One.zip: 2.00× as fast as on stock DL4J");
    assertThat(page().select(".say").text())
        .contains("OpenBLAS", "at most 2.00e-07", "Its own kernels computed every vertex");
  }

  @Test
  void aResultOfAnUnknownCommandIsShownAsTables() throws IOException {
    put(
        "new/result.json",
        "{\"command\":\"juggle\",\"commandLine\":\"juggle --balls 3\",\"accuracy\":0.5,\"rows\":[{\"a\":1,\"b\":\"x\"},"
            + "{\"a\":2,\"c\":true}],\"deep\":{\"er\":{\"value\":7}}}");

    assertThat(report(directory)).isZero();
    Element section = page().selectFirst("section");
    assertThat(section.selectFirst("h2").text()).isEqualTo("Result of “juggle”");
    assertThat(section.select("tr").eachText())
        .contains("accuracy 50.00 %", "deep · er · value 7", "a b c", "1 x", "2 yes");
    assertThat(section.select("pre").text()).isEqualTo("juggle --balls 3");
  }

  @Test
  void aResultWithoutWhatItsCommandWritesIsShownAsTablesAndNoted() throws IOException {
    put(
        "q/result.json",
        "{\"command\":\"quickstart\",\"seed\":42,\"dense\":{\"accuracy\":\"high\"}}");

    assertThat(report(directory)).isEqualTo(1);
    assertThat(err.toString()).contains("warning: q/result.json: expected an object named routed");
    assertThat(page().select("section td").eachText()).contains("42", "high");
    assertThat(page().select(".notes li").text()).contains("expected an object named routed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"command\":\"tune\",", "", "[1]", "7", "{} trailing", "\u0000\u0001"})
  void aBadResultAmongGoodOnesIsNamedOnThePageAndFailsTheCommand(String content)
      throws IOException {
    put("bad/result.json", content);
    put("good/result.json", Files.readString(RESULTS.resolve("claims/result.json")));

    assertThat(report(directory)).isEqualTo(1);
    assertThat(err.toString().strip().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("warning: bad/result.json: expected a ");
    assertThat(page().select(".notes li").text()).startsWith("bad/result.json: expected a ");
    assertThat(page().select("section")).hasSize(1);
  }

  @Test
  void aTruncatedResultAloneIsAnErrorInOneLineThatSaysWhere() throws IOException {
    put("bad/result.json", "{\"command\":\"tune\",\n \"best\": {");

    assertThat(report(directory)).isEqualTo(1);
    assertOneErrorLine("bad/result.json", "expected a whole JSON object", "line 2");
    assertThat(err.toString()).doesNotContain("Source", "StreamRead");
    assertThat(directory.resolve("report.html")).doesNotExist();
  }

  @Test
  void aBadTableBesideAResultIsNotedAndTheRestShown() throws IOException {
    put("c/result.json", Files.readString(RESULTS.resolve("classify/result.json")));
    put("c/paths.csv", "network,block\nx\n");
    put("c/latency-histogram.csv", "a,b\n1,2\n");

    assertThat(report(directory)).isEqualTo(1);
    assertThat(err.toString())
        .contains("c/paths.csv: expected 2 cells in row 1, found 1")
        .contains("c/latency-histogram.csv: expected the columns network");
    assertThat(page().select("#classify-c figure svg")).isNotEmpty();
  }

  @Test
  void aTableThatNoResultOwnsIsShown() throws IOException {
    put("own/numbers.csv", "name,value\nfirst,1\n");
    put("claims/result.json", Files.readString(RESULTS.resolve("claims/result.json")));
    put("claims/parts/owned.csv", "name,value\nsecond,2\n");

    assertThat(report(directory)).isZero();
    assertThat(page().select("h2").eachText()).contains("Table numbers.csv").hasSize(3);
    assertThat(page().text()).contains("first").doesNotContain("second");
  }

  @Test
  void anEmptyDirectoryIsAnErrorThatSaysWhatToDo() {
    assertThat(report(directory)).isEqualTo(1);
    assertOneErrorLine(directory.toString(), "result.json", "found none", "--output");
  }

  @Test
  void aMissingDirectoryIsAnError() {
    assertThat(report(directory.resolve("nowhere"))).isEqualTo(1);
    assertOneErrorLine("nowhere", "no such file or directory");
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsAnError() throws IOException {
    assertThat(report(put("file", "x"))).isEqualTo(1);
    assertOneErrorLine("file", "expected a directory with results, found a file");
  }

  @Test
  void aDirectoryThatMayNotBeReadIsAnError() throws IOException {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    closed.toFile().setReadable(false);
    assumeFalse(Files.isReadable(closed), "this user may read everything");

    assertThat(report(closed)).isEqualTo(1);
    assertOneErrorLine("closed", "permission denied");
  }

  @Test
  void aSecondReportIsNotAboutTheFirst() throws IOException {
    put("claims/result.json", Files.readString(RESULTS.resolve("claims/result.json")));
    report(directory);
    byte[] first = Files.readAllBytes(directory.resolve("report.html"));
    report(directory);

    assertThat(directory.resolve("report.html")).hasBinaryContent(first);
  }

  private void assertOneErrorLine(String... parts) {
    assertThat(err.toString()).startsWith("error: ").contains(parts);
    assertThat(err.toString().strip().lines()).hasSize(1);
  }
}
