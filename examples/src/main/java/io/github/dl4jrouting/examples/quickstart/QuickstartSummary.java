package io.github.dl4jrouting.examples.quickstart;

import io.github.dl4jrouting.examples.quickstart.QuickstartResult.Block;
import io.github.dl4jrouting.examples.quickstart.QuickstartResult.ClassRouting;
import io.github.dl4jrouting.examples.report.TextTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says in tables and sentences what a quickstart found out. */
public record QuickstartSummary(QuickstartResult result) {

  @Override
  public String toString() {
    return "\n" + twins() + "\n" + reading() + "\n" + blocks() + "\n" + classes();
  }

  private TextTable twins() {
    var dense = result.dense();
    var routed = result.routed();
    return new TextTable(List.of("On the test samples", "dense", "routed"))
        .row(List.of("accuracy", percent(dense.accuracy()), percent(routed.accuracy())))
        .row(
            List.of("MACs per sample", count(dense.macsPerSample()), count(routed.macsPerSample())))
        .row(List.of("skip ratio (blocks not computed)", percent(0), percent(routed.skipRatio())))
        .row(List.of("compute ratio (blocks computed)", percent(1), percent(routed.computeRatio())))
        .row(List.of("parameters", count(dense.parameters()), count(routed.parameters())));
  }

  private String reading() {
    var routed = result.routed();
    int blocks = routed.blocks().size();
    Comparator<ClassRouting> byCompute = Comparator.comparingDouble(ClassRouting::skipRatio);
    List<ClassRouting> present = routed.classes().stream().filter(c -> c.samples() > 0).toList();
    ClassRouting hardest = present.stream().min(byCompute).orElseThrow();
    ClassRouting easiest = present.stream().max(byCompute).orElseThrow();
    return String.format(
        Locale.ROOT,
        "The routed network classifies %s of the test samples right, %s, and computes %.1f of its"
            + " %d blocks%nfor a sample on average: it skips %s of the block computations, which"
            + " leaves %s of the dense network's%nmultiply-accumulates (MACs), the routers' own"
            + " included. Samples take %d different routes;%nclass %s gets by with %.1f blocks, class"
            + " %s needs %.1f.%n",
        percent(routed.accuracy()),
        gap(),
        blocks * routed.computeRatio(),
        blocks,
        percent(routed.skipRatio()),
        percent(routed.macRatio()),
        routed.distinctRoutes(),
        name(easiest),
        blocks * (1 - easiest.skipRatio()),
        name(hardest),
        blocks * (1 - hardest.skipRatio()));
  }

  private String name(ClassRouting one) {
    return result.data().classNames().get(one.label());
  }

  private String gap() {
    double points = 100 * result.accuracyGap();
    if (Math.abs(points) < 0.005) {
      return "as many as the dense one";
    }
    return String.format(
        Locale.ROOT,
        "%.2f points %s than the dense one",
        Math.abs(points),
        points > 0 ? "fewer" : "more");
  }

  private TextTable blocks() {
    List<String> header = new ArrayList<>(List.of("Share of samples on each path"));
    header.addAll(result.routed().blocks().get(0).shares().keySet());
    TextTable table = new TextTable(header);
    for (Block block : result.routed().blocks()) {
      List<String> row = new ArrayList<>(List.of(block.name()));
      block.shares().values().forEach(share -> row.add(percent(share)));
      table.row(row);
    }
    return table;
  }

  private TextTable classes() {
    List<String> header = new ArrayList<>(List.of("Class", "accuracy", "skip ratio"));
    result.routed().blocks().forEach(block -> header.add(block.name()));
    TextTable table = new TextTable(header);
    for (ClassRouting one : result.routed().classes()) {
      List<String> row = new ArrayList<>();
      row.add(name(one) + " (" + one.samples() + " samples)");
      row.add(percent(one.accuracy()));
      row.add(percent(one.skipRatio()));
      result
          .routed()
          .blocks()
          .forEach(block -> row.add(percent(block.throughByClass().get(one.label()))));
      table.row(row);
    }
    return table;
  }

  private static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
  }

  private static String count(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }
}
