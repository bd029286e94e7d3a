package io.github.dl4jrouting.examples.benchmark;

import io.github.dl4jrouting.examples.benchmark.network.Workloads;
import io.github.dl4jrouting.examples.measure.Median;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The claims that the benchmark is for, each with its bar. */
final class Claims {
  private static final int WIDE = 512;
  private static final int NARROW = 128;
  private static final double MOST_SKIPPED = 0.7;

  private final List<Ratio> ratios;
  private final List<Claim> claims = new ArrayList<>();

  private Claims(List<Ratio> ratios) {
    this.ratios = ratios;
  }

  /** Every claim for which there is something measured. */
  static List<Claim> of(List<Ratio> ratios, Optional<SoakResult> soak) {
    Claims claims = new Claims(ratios);
    claims.addSkipping();
    claims.addDense();
    claims.addOverheads();
    soak.ifPresent(claims::addSoak);
    return claims.claims;
  }

  private void addSkipping() {
    Predicate<Ratio> measured = is(Evaluation.EFFICIENCY).and(r -> r.skipRatio() <= MOST_SKIPPED);
    atLeast(
        "1a",
        "skipping efficiency at d >= 512, s <= 0.7, smallest",
        measured.and(Claims::isWide),
        0.9);
    atLeast(
        "1b",
        "skipping efficiency at d = 128, s <= 0.7, smallest",
        measured.and(r -> Workloads.width(r.workload()) == NARROW),
        0.75);
    atLeast(
        "1c",
        "skipping efficiency where a batch shares its route, d >= 512, s <= 0.7, smallest",
        is(Evaluation.EFFICIENCY)
            .and(r -> r.skipRatio() <= MOST_SKIPPED && Workloads.sharesRoutes(r.workload())),
        0.9);
  }

  private void addDense() {
    median(
        "2a",
        "stock DL4J's time over the engine's, dense workloads, median",
        is(Evaluation.STOCK_OVER_ENGINE).and(r -> Workloads.width(r.workload()) > 0),
        3,
        true);
    median(
        "2b",
        "stock DL4J's time over the engine's, ResNet-20, median",
        is(Evaluation.STOCK_OVER_ENGINE).and(r -> r.workload().equals(Workloads.RESNET20)),
        2,
        true);
    Predicate<Ratio> pytorch = is(Evaluation.ENGINE_OVER_PYTORCH);
    median("3a", "the engine's time over PyTorch's, both dense, median", pytorch, 1, false);
    atMost("3b", "the engine's time over PyTorch's, both dense, largest", pytorch, 1.3);
    atLeast(
        "3c",
        "PyTorch's dense time over the engine's at s = 0.7, d >= 512, smallest",
        is(Evaluation.PYTORCH_OVER_ROUTED)
            .and(Claims::isWide)
            .and(r -> r.skipRatio() == MOST_SKIPPED),
        2.7);
    atLeast(
        "3d",
        "PyTorch's routed time over the engine's, smallest",
        is(Evaluation.ROUTED_OVER_ROUTED),
        1);
  }

  private void addOverheads() {
    atMost(
        "4a",
        "cost of the router over that of its block, d >= 512, largest",
        is(Evaluation.ROUTER_OVERHEAD).and(Claims::isWide),
        0.03);
    atMost(
        "4b",
        "cost of the activity gate over that of its block, d >= 512, largest",
        is(Evaluation.GATE_OVERHEAD).and(Claims::isWide),
        0.03);
  }

  private void addSoak(SoakResult soak) {
    int readings = soak.readings().size();
    String over = soak.calls() + " calls of " + soak.workload();
    add("5a", "growth of the heap, bytes", soak.heapGrowth(), 1 << 20, readings, over);
    add("5b", "growth of the process, bytes", soak.residentGrowth(), 8 << 20, readings, over);
    add("5c", "growth of native arrays, bytes", soak.javacppGrowth(), 1 << 20, readings, over);
    add("5d", "p99 over median of one call", soak.p99OverMedian(), 3, readings, over);
  }

  private void add(String id, String statement, double value, double bar, int cells, String where) {
    claims.add(new Claim(id, statement, value, "<= " + text(bar), value <= bar, cells, where));
  }

  private static Predicate<Ratio> is(String measure) {
    return ratio -> ratio.measure().equals(measure);
  }

  /** With a route for each sample. */
  private static boolean isWide(Ratio ratio) {
    return Workloads.width(ratio.workload()) >= WIDE && !Workloads.sharesRoutes(ratio.workload());
  }

  private void atLeast(String id, String statement, Predicate<Ratio> which, double bar) {
    worst(which, true)
        .ifPresent(
            worst ->
                claims.add(
                    new Claim(
                        id,
                        statement,
                        worst.value(),
                        ">= " + text(bar),
                        worst.value() >= bar,
                        count(which),
                        worst.toString())));
  }

  private void atMost(String id, String statement, Predicate<Ratio> which, double bar) {
    worst(which, false)
        .ifPresent(worst -> add(id, statement, worst.value(), bar, count(which), worst.toString()));
  }

  private void median(
      String id, String statement, Predicate<Ratio> which, double bar, boolean largeIsGood) {
    worst(which, largeIsGood)
        .ifPresent(
            worst -> {
              double value =
                  Median.of(ratios.stream().filter(which).mapToDouble(Ratio::value).toArray());
              claims.add(
                  new Claim(
                      id,
                      statement,
                      value,
                      (largeIsGood ? ">= " : "<= ") + text(bar),
                      largeIsGood ? value >= bar : value <= bar,
                      count(which),
                      worst.toString()));
            });
  }

  private Optional<Ratio> worst(Predicate<Ratio> which, boolean largeIsGood) {
    Comparator<Ratio> byValue = Comparator.comparingDouble(Ratio::value);
    return ratios.stream().filter(which).min(largeIsGood ? byValue : byValue.reversed());
  }

  private int count(Predicate<Ratio> which) {
    return (int) ratios.stream().filter(which).count();
  }

  private static String text(double bar) {
    return bar == Math.rint(bar)
        ? String.valueOf((long) bar)
        : String.format(Locale.ROOT, "%.2f", bar);
  }
}
