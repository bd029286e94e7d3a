package io.github.dl4jrouting.examples.report.results;

import static io.github.dl4jrouting.examples.report.section.NumberText.count;
import static io.github.dl4jrouting.examples.report.section.NumberText.percent;
import static io.github.dl4jrouting.examples.report.section.NumberText.times;

import io.github.dl4jrouting.examples.report.NothingSkipped;
import io.github.dl4jrouting.examples.report.section.Landmark;
import io.github.dl4jrouting.examples.report.section.Section;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code classify} and {@code synthetic}: routed networks beside their dense twin, all metrics. */
final class ExperimentView implements View {

  static final String STOCK = "stock";

  @Override
  public void show(ResultFile result, Section.Builder section) {
    Fields all = result.fields();
    List<Fields> networks = all.list("networks");
    List<Fields> contestants = all.list("contestants");
    Fields shown = shown(all, networks);
    Optional<Fields> dense =
        networks.stream()
            .filter(n -> !n.flag("routed") && isTrained(n) == isTrained(shown))
            .findFirst();
    section.headline(headline(shown, dense, contestants));
    section.say(compared(all));
    unavailable(contestants, section);
    nothingSkipped(all, shown).ifPresent(section::say);
    plots(result, networks, contestants, shown).addTo(section);
    new SampleGallery(result).addTo(section, shown.text("name"));
    section.table(ExperimentTables.networks(networks));
    section.table(ExperimentTables.latencies(contestants));
    section.table(ExperimentTables.memory(contestants));
    section.table(ExperimentTables.energy(contestants));
    section.table(ExperimentTables.paper(all));
    section.detail(ExperimentTables.skipRatios(networks));
    section.detail(ExperimentTables.blocks(networks));
    section.detail(ExperimentTables.runs(all));
    landmarks(all, networks, section);
  }

  /** Trained networks where there are some: the others are in the tables. */
  private static ExperimentPlots plots(
      ResultFile result, List<Fields> networks, List<Fields> contestants, Fields shown) {
    List<Fields> drawn =
        isTrained(shown) ? networks.stream().filter(ExperimentView::isTrained).toList() : networks;
    List<String> names = drawn.stream().map(network -> network.text("name")).toList();
    List<Fields> running =
        contestants.stream().filter(one -> names.contains(one.text("network"))).toList();
    return new ExperimentPlots(result, drawn, running, shown);
  }

  private static Fields shown(Fields all, List<Fields> networks) {
    String name = all.textOr("shown", "");
    return networks.stream()
        .filter(network -> network.text("name").equals(name))
        .findFirst()
        .or(() -> networks.stream().filter(n -> n.flag("routed") && isTrained(n)).findFirst())
        .or(() -> networks.stream().filter(network -> network.flag("routed")).findFirst())
        .orElseThrow(
            () -> new Fields.MissingFieldException("expected a routed network among networks"));
  }

  private static String headline(Fields shown, Optional<Fields> dense, List<Fields> contestants) {
    String name = shown.text("name");
    double compute = shown.number("computeRatio");
    Optional<Double> accuracy = accuracy(shown);
    if (accuracy.isPresent()) {
      String against =
          dense
              .flatMap(ExperimentView::accuracy)
              .map(value -> " (dense: " + percent(value) + ")")
              .orElse("");
      return name
          + ": "
          + percent(accuracy.get())
          + " at "
          + percent(compute)
          + " of the compute"
          + against;
    }
    String faster =
        contestants.stream()
            .filter(c -> c.text("network").equals(name) && !c.text("engine").equals(STOCK))
            .map(c -> c.maybeNumber("speedup"))
            .filter(Double::isFinite)
            .findFirst()
            .map(speedup -> ", " + times(speedup) + " as fast as stock DL4J")
            .orElse("");
    return name + ": " + percent(compute) + " of the compute" + faster;
  }

  static Optional<Double> accuracy(Fields network) {
    return network.maybeIn("accuracy").map(accuracy -> accuracy.number("value"));
  }

  private static String compared(Fields all) {
    Fields settings = all.in("settings");
    String samples =
        all.maybeIn("data")
            .map(d -> count(d.maybeNumber("testSamples")) + " test samples of " + d.text("dataset"))
            .orElseGet(() -> count(settings.maybeNumber("samples")) + " samples");
    return String.format(
        "Dense and routed networks ran in turns on %s, %s times, in batches of %s; warm-up is left"
            + " out.",
        samples, count(settings.number("runs")), count(settings.number("batchSize")));
  }

  private static Optional<String> nothingSkipped(Fields all, Fields shown) {
    boolean nothing =
        shown.text("name").equals("calibrated") && shown.in("skipRatio").number("mean") == 0;
    return nothing
        ? all.maybeIn("data")
            .map(data -> data.maybeNumber("calibrationSamples"))
            .filter(Double::isFinite)
            .map(samples -> NothingSkipped.advice(samples.intValue()).strip())
        : Optional.empty();
  }

  /** What the machine did not tell, and why: never a zero. */
  private static void unavailable(List<Fields> contestants, Section.Builder section) {
    Set<String> reasons = new LinkedHashSet<>();
    for (Fields one : contestants) {
      one.maybeIn("energy")
          .flatMap(energy -> energy.maybeText("unavailable"))
          .ifPresent(why -> reasons.add("Energy: unavailable (" + why + ")."));
      one.maybeIn("memoryMiB").ifPresent(memory -> unavailable(memory, reasons));
    }
    reasons.forEach(section::say);
  }

  private static void unavailable(Fields memory, Set<String> reasons) {
    for (String kind : memory.names().toList()) {
      memory
          .in(kind)
          .maybeText("unavailable")
          .ifPresent(why -> reasons.add("Memory, " + kind + ": unavailable (" + why + ")."));
    }
  }

  static String contestant(Fields one) {
    String engine = one.text("engine");
    return one.text("network") + ", " + (engine.equals(STOCK) ? "stock DL4J" : engine);
  }

  /** What a network that was never trained gets right is chance. */
  static boolean isTrained(Fields network) {
    return network.flag("trained");
  }

  private static void landmarks(Fields all, List<Fields> networks, Section.Builder section) {
    String dataset = all.maybeIn("data").map(data -> data.text("dataset")).orElse("");
    for (Fields network : networks.stream().filter(ExperimentView::isTrained).toList()) {
      accuracy(network)
          .ifPresent(
              accuracy ->
                  section.landmark(
                      new Landmark(
                          dataset,
                          network.text("name"),
                          network.number("computeRatio"),
                          accuracy,
                          network.in("skipRatio").number("mean"))));
    }
  }
}
