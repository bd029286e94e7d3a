package io.github.dl4jrouting.examples.experiment;

import io.github.dl4jrouting.examples.experiment.ExperimentResult.Contestant;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.Network;
import io.github.dl4jrouting.examples.experiment.ExperimentResult.PaperLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A result table of the activity-routing paper, line by line, beside what is measured here.
 *
 * @param rule the paper's own protocol, run here
 * @param networks figures of the networks
 * @param contestants figures of networks on engines
 */
record PapersTable(PapersRule rule, List<Network> networks, List<Contestant> contestants) {

  private static final double MILLIS_A_SECOND = 1000;
  private static final double PAPERS_RATIO = 0.667;
  private static final String ANOTHER_MACHINE =
      "another machine (Mac Studio) and another program (Python, PyTorch)";

  /** Table 5.1. */
  List<PaperLine> synthetic() {
    return List.of(
        new PaperLine(
            "block-compute ratio",
            "share",
            PAPERS_RATIO,
            rule.computed(),
            computed(Paper.ROUTED),
            computed(Paper.CALIBRATED),
            "the paper's is 4 of 6 blocks, which follows from PyTorch's first weights alone: each"
                + " linear layer makes mean|x| about 1.7 times smaller, so that it comes to the"
                + " threshold of 0.1 at the fifth block, on this side or that by chance of the"
                + " weights ("
                + activities()
                + ")"),
        time(0.0035),
        memory(427));
  }

  /** Table 5.2. */
  List<PaperLine> classification() {
    return List.of(
        new PaperLine(
            "accuracy",
            "share",
            0.0875,
            rule.accuracy(),
            accuracy(Paper.ROUTED),
            accuracy(Paper.CALIBRATED),
            "the paper's is that of networks that were never trained, on one batch of 64 images a"
                + " run; chance gives 0.1"),
        new PaperLine(
            "blocks computed (the paper's \"skip ratio\")",
            "share",
            PAPERS_RATIO,
            rule.computed(),
            computed(Paper.ROUTED),
            computed(Paper.CALIBRATED),
            "the paper's code counts the blocks that are computed and calls them skipped ("
                + activities()
                + ")"),
        time(0.0109),
        memory(222));
  }

  private String activities() {
    return "before the blocks, if all are computed: "
        + rule.activities().stream()
            .map(activity -> String.format(Locale.ROOT, "%.3f", activity))
            .collect(Collectors.joining(", "));
  }

  private PaperLine time(double paper) {
    return new PaperLine(
        "time of a batch, mean",
        "s",
        paper,
        rule.seconds(),
        seconds(Paper.ROUTED),
        seconds(Paper.CALIBRATED),
        ANOTHER_MACHINE + "; the paper times without a warm-up, here one comes first");
  }

  private PaperLine memory(double paper) {
    return new PaperLine(
        "memory of the process, peak",
        "MiB",
        paper,
        null,
        peak(Paper.ROUTED),
        peak(Paper.CALIBRATED),
        ANOTHER_MACHINE + "; nearly all of it is the runtime, not the network");
  }

  private Double computed(String network) {
    return networks.stream()
        .filter(n -> n.name().equals(network))
        .map(n -> 1 - n.skipRatio().mean())
        .findFirst()
        .orElse(null);
  }

  private Double accuracy(String network) {
    return networks.stream()
        .filter(n -> n.name().equals(network) && n.accuracy() != null)
        .map(n -> n.accuracy().value())
        .findFirst()
        .orElse(null);
  }

  private Double seconds(String network) {
    return onEngine(network).stream()
        .map(c -> c.latencyMillis().mean() / MILLIS_A_SECOND)
        .findFirst()
        .orElse(null);
  }

  private Double peak(String network) {
    List<Double> peaks = new ArrayList<>();
    onEngine(network).forEach(c -> peaks.add(c.memoryMiB().resident().peak()));
    return peaks.isEmpty() ? null : peaks.get(0);
  }

  private List<Contestant> onEngine(String network) {
    return contestants.stream()
        .filter(c -> c.network().equals(network) && c.engine().equals(Experiment.ENGINE))
        .toList();
  }
}
