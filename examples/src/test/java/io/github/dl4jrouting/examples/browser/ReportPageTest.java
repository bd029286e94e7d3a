package io.github.dl4jrouting.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jrouting.examples.report.results.ReportRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report as a browser shows it (mvn -Pbrowser); pictures of it go into target/report-page. */
@Tag("browser")
class ReportPageTest {

  private static final Path RESULTS = Path.of("src/test/resources/report");
  private static final Path PICTURES = Path.of("target/report-page");

  @TempDir static Path directory;

  private static Chromium browser;
  private static int plots;

  @BeforeAll
  static void open() throws Exception {
    Optional<Path> program = Chromium.program();
    assumeTrue(
        program.isPresent(),
        "no Chromium on the path: the report is not opened; name one with -Dbrowser=PATH");
    plots = new ReportRun(RESULTS, directory, false).run().plots();
    browser = new Chromium(program.get(), Files.createDirectory(directory.resolve("profile")));
    Files.createDirectories(PICTURES);
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"1200, light", "1200, dark", "390, light", "390, dark", "320, light"})
  void everyPlotIsDrawnWithoutAComplaintARequestOrSidewaysScrolling(int width, String scheme)
      throws Exception {
    browser.size(width, 900);
    browser.media("screen", scheme);
    browser.open(directory.resolve("report.html"));
    Files.write(PICTURES.resolve(width + "-" + scheme + ".png"), browser.picture());

    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).isEmpty();
    assertThat(browser.value("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(width);
    assertThat(
            browser
                .value(
                    "[...document.querySelectorAll('main section:not(#overview) figure svg')].filter(s =>"
                        + " s.getBoundingClientRect().width > 200 &&"
                        + " s.getBoundingClientRect().height > 60 &&"
                        + " s.getBBox().width > 100).length")
                .asInt())
        .isEqualTo(plots);
  }

  @ParameterizedTest
  @CsvSource({"light, 'rgb(255, 255, 255)'", "dark, 'rgb(24, 28, 33)'"})
  void coloursFollowTheReadersScheme(String scheme, String card) throws Exception {
    browser.size(1200, 900);
    browser.media("screen", scheme);
    browser.open(directory.resolve("report.html"));

    String ground = "getComputedStyle(document.querySelector('main section')).backgroundColor";
    assertThat(browser.value(ground).asText()).isEqualTo(card);
    String text = "getComputedStyle(document.querySelector('svg .lb')).fill";
    assertThat(browser.value(text).asText())
        .isEqualTo(browser.value("getComputedStyle(document.body).color").asText());
  }

  @Test
  void textOfPlotsStaysWithinThemAndApart() throws Exception {
    browser.size(390, 900);
    browser.media("screen", "light");
    browser.open(directory.resolve("report.html"));

    String outside =
        """
        (() => { const bad = [];
        for (const svg of document.querySelectorAll('figure svg')) {
          const box = svg.getBoundingClientRect();
          const texts = [...svg.querySelectorAll('text')].map(t => [t, t.getBoundingClientRect()]);
          for (const [t, r] of texts) {
            if (r.left < box.left - 2 || r.right > box.right + 2)
              bad.push('outside: ' + t.textContent);
            for (const [u, q] of texts)
              if (t !== u && r.left < q.right - 1 && q.left < r.right - 1
                  && r.top < q.bottom - 4 && q.top < r.bottom - 4)
                bad.push('over each other: ' + t.textContent + ' | ' + u.textContent);
          }
        }
        return bad.join('\\n'); })()""";
    assertThat(browser.value(outside).asText()).isEmpty();
  }

  @Test
  void textOfPlotsIsLargeEnoughOnAPhone() throws Exception {
    browser.size(390, 900);
    browser.media("screen", "light");
    browser.open(directory.resolve("report.html"));

    String smallest =
        "Math.min(...[...document.querySelectorAll('figure svg')].map(s => 12 *"
            + " s.getBoundingClientRect().width / s.viewBox.baseVal.width))";
    assertThat(browser.value(smallest).asDouble()).isGreaterThan(10);
  }

  @Test
  void onPaperItIsLightAndNothingIsFoldedAway() throws Exception {
    browser.size(794, 1123);
    browser.media("print", "dark");
    browser.open(directory.resolve("report.html"));
    Files.write(PICTURES.resolve("print.png"), browser.picture());
    Files.write(PICTURES.resolve("print.pdf"), browser.print());

    assertThat(browser.value("getComputedStyle(document.body).backgroundColor").asText())
        .isEqualTo("rgb(255, 255, 255)");
    assertThat(
            browser
                .value(
                    "[...document.querySelectorAll('details table')].every(t =>"
                        + " t.checkVisibility({contentVisibilityAuto: true}) && t.getBoundingClientRect().height > 0)")
                .asBoolean())
        .isTrue();
    assertThat(Files.readAllBytes(PICTURES.resolve("print.pdf"))).startsWith('%', 'P', 'D', 'F');
  }
}
