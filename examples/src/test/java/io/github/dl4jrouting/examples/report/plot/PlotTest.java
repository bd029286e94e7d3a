package io.github.dl4jrouting.examples.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.examples.report.plot.BarPlot.Bar;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Point;
import io.github.dl4jrouting.examples.report.plot.XyPlot.Series;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlotTest {

  @ParameterizedTest
  @CsvSource({"0,1", "0,0", "5,5", "-3,7", "0.9781,0.9829", "1e-7,3e-7", "12,98765432"})
  void aScaleHasRoundTicksAroundItsValues(double low, double high) {
    Scale scale = Scale.linear(low, high);

    assertThat(scale.ticks()).hasSizeBetween(2, 9).isSorted();
    assertThat(scale.at(low)).isBetween(0.0, 1.0);
    assertThat(scale.at(high)).isBetween(0.0, 1.0);
    assertThat(scale.at(scale.ticks().get(0))).isEqualTo(0);
  }

  @Test
  void aLogarithmicScaleGivesEqualFactorsEqualRoom() {
    Scale scale = Scale.logarithmic(0.2, 90);

    assertThat(scale.at(2) - scale.at(0.2)).isCloseTo(scale.at(90) - scale.at(9), within());
    assertThat(scale.ticks()).containsExactly(1.0, 10.0, 100.0);
  }

  @Test
  void anAxisOfSharesEndsAtAllAndShowsASmallDifferenceSmall() {
    Scale scale = Axis.percent("accuracy").scale(DoubleStream.of(0.9951, 0.9953));

    assertThat(scale.at(1.0)).isLessThanOrEqualTo(1);
    assertThat(scale.at(0.9953) - scale.at(0.9951)).isLessThan(0.02);
  }

  @Test
  void anAxisOfCountsHasNoFractions() {
    assertThat(Axis.count("epoch").scale(DoubleStream.of(1, 2)).ticks()).containsExactly(1.0, 2.0);
  }

  @Test
  void valuesThatAreNoNumbersAreLeftOut() {
    List<Point> points =
        List.of(new Point(1, 2), new Point(Double.NaN, 3), new Point(2, Double.POSITIVE_INFINITY));
    XyPlot plot =
        new XyPlot("p", "t", Axis.of("x"), Axis.of("y"), List.of(new Series("s", points, false)));

    Element svg = plot.draw();
    assertThat(svg.select("path")).hasSize(2); // one mark, and the legend's
    assertThat(svg.outerHtml()).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void aPlotWithoutPointsIsStillAPlot() {
    XyPlot plot =
        new XyPlot("p", "t", Axis.of("x"), Axis.of("y"), List.of(new Series("s", List.of(), true)));

    assertThat(plot.draw().select("line")).isNotEmpty();
    assertThat(plot.description()).isNotBlank();
  }

  @Test
  void barsAreAsLongAsTheirValues() {
    BarPlot plot =
        new BarPlot("p", "t", "m", List.of(new Bar("a", 1, "1", 0), new Bar("b", 4, "4", 0)));

    List<Double> widths =
        plot.draw().select("rect").eachAttr("width").stream().map(Double::valueOf).toList();
    assertThat(widths.get(1) / widths.get(0)).isCloseTo(4, within());
  }

  @Test
  void longLabelsAndLegendsStayWithinTheDrawing() {
    String name =
        "a network with a very long name that nobody would give it, or would they? ".repeat(3);
    XyPlot plot =
        new XyPlot(
            "p",
            "t",
            Axis.of("x"),
            Axis.of("y"),
            List.of(new Series(name, List.of(new Point(1, 1)), false)));

    assertThat(plot.draw().select("text").first().text()).endsWith("…").hasSizeLessThan(70);
  }

  @Test
  void aHistogramNeedsOneEdgeMoreThanCounts() {
    assertThatThrownBy(
            () ->
                new HistogramPlot(
                    "p", "t", Axis.of("x"), "n", List.of(0.0), List.of(1.0), Optional.empty()))
        .hasMessage("expected 2 edges, found 1");
  }

  @Test
  void cellsOfAHeatmapCarryTheirNumbersAndStepsOfColour() {
    HeatmapPlot plot =
        new HeatmapPlot(
            "p",
            "t",
            "share",
            "block",
            "class",
            List.of("b"),
            List.of("0", "1", "2"),
            List.of(List.of(0.0, 1.0, Double.NaN)));

    Element svg = plot.draw();
    assertThat(svg.select(".t0").text()).isEqualTo("0");
    assertThat(svg.select(".t10").text()).isEqualTo("100");
    assertThat(svg.select(".tk").eachText()).contains("–");
    assertThat(plot.description()).contains("Largest: 100 % (block b, class 1)");
  }

  @Test
  void longNamesOfAHeatmapsColumnsBecomeRowsSoThatNoneIsCut() {
    List<String> classes =
        List.of(
            "all", "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Ankle boot");
    List<Double> cells = List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7);
    HeatmapPlot plot =
        new HeatmapPlot(
            "p",
            "t",
            "share",
            "block",
            "class",
            List.of("b1", "b2"),
            classes,
            List.of(cells, cells));

    Element svg = plot.draw();
    assertThat(svg.select(".lb").eachText()).containsAll(classes).startsWith("b1", "b2");
    assertThat(svg.select("rect title, .t7").text()).contains("class Ankle boot, block b1: 70 %");
    assertThat(plot.description()).contains("one row a class, one column a block");
  }

  @Test
  void aDrawingAloneIsXmlWithItsColoursWrittenIn() {
    String svg =
        PlotImage.alone(new BarPlot("p", "a < b", "m", List.of(new Bar("<x>", 1, "1", 0))));

    assertThat(svg)
        .contains("viewBox=")
        .contains("#0068a8")
        .contains("a &lt; b")
        .doesNotContain("var(")
        .doesNotContain("<x>");
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(0.02);
  }
}
