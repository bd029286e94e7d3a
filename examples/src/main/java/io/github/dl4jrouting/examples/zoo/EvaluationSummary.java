package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.report.TextTable;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.Gate;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.Network;
import java.util.List;
import java.util.Locale;

/** Says in a table and sentences what a routed network is worth. */
public record EvaluationSummary(EvaluationResult result) {

  @Override
  public String toString() {
    return "\n" + networks() + "\n" + speed() + dependence() + gates();
  }

  private TextTable networks() {
    Network dense = result.dense();
    Network routed = result.routed();
    return new TextTable(List.of("On the test samples", "dense", "routed"))
        .row(List.of("accuracy", percent(dense.accuracy()), percent(routed.accuracy())))
        .row(List.of("MACs per sample", count(dense), count(routed)))
        .row(
            List.of(
                "skip ratio (gated blocks)",
                percent(dense.skipRatio()),
                percent(routed.skipRatio())))
        .row(
            List.of(
                "compute ratio (MACs)",
                percent(dense.computeRatio()),
                percent(routed.computeRatio())))
        .row(
            List.of(
                "batch 1, median ms",
                number(dense.latencyMs().batch1()),
                number(routed.latencyMs().batch1())))
        .row(
            List.of(
                "the same, one thread",
                number(dense.latencyMs().batch1OneThread()),
                number(routed.latencyMs().batch1OneThread())))
        .row(
            List.of(
                "batch 64, median ms",
                number(dense.latencyMs().batch64()),
                number(routed.latencyMs().batch64())));
  }

  private String speed() {
    var speedup = result.speedup();
    return String.format(
        Locale.ROOT,
        "Speed-up: %.1f× for single samples, %.1f× with one thread, %.1f× for batches of 64, where"
            + " the MACs say %.1f×.%n",
        speedup.batch1(),
        speedup.batch1OneThread(),
        speedup.batch64(),
        speedup.macs());
  }

  private String dependence() {
    var found = result.inputDependence();
    String routes =
        String.format(
            Locale.ROOT,
            "Samples take %d routes, which tell %.3f bits of the class and %.3f bits of whether the"
                + " dense network is right.%n",
            found.routes(),
            found.classBits(),
            found.difficultyBits());
    if (found.bestStatic() == null) {
      return routes;
    }
    return routes
        + String.format(
            Locale.ROOT,
            "The best static sub-network of no more compute reaches %s: the routed one %s it.%n",
            percent(found.bestStatic().accuracy()),
            Boolean.TRUE.equals(found.beatsStatic()) ? "beats" : "does not beat");
  }

  private String gates() {
    StringBuilder text = new StringBuilder();
    for (Gate gate : result.gates()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s lets %s through%s%n",
              gate.name(),
              percent(gate.through()),
              gate.collapsed()
                  ? ": collapsed, nearly the same for all samples that reach it"
                  : ""));
    }
    return text.toString();
  }

  private static String count(Network network) {
    return String.format(Locale.ROOT, "%,.0f", network.macsPerSample());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * ratio);
  }
}
