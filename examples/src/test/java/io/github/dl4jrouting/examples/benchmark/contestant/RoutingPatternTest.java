package io.github.dl4jrouting.examples.benchmark.contestant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.examples.benchmark.network.Inputs;
import io.github.dl4jrouting.examples.benchmark.network.Network;
import io.github.dl4jrouting.examples.benchmark.network.Workload;
import io.github.dl4jrouting.examples.benchmark.network.Workloads;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the routers of an ordinary DL4J graph make of the patterns in the inputs. */
class RoutingPatternTest {

  @ParameterizedTest
  @CsvSource({
    "dense-32x6, 0.3",
    "dense-32x6, 0.9",
    "lstm-16x3, 0",
    "lstm-16x3, 0.7",
    "lenet, 0",
    "lenet, 0.7",
    "resnet20, 0",
    "resnet20, 0.3",
    "resnet20-nhwc, 0.3"
  })
  void routersSkipTheShareThatTheInputsAreMadeFor(String name, double skipRatio) {
    Workload workload = Workloads.named(name);
    Inputs inputs = Inputs.of(workload, 8, skipRatio);
    try (Contestant.Model model = new StockContestant(1).load(workload.network());
        Contestant.Session session = model.session(inputs)) {
      assertThat(session.skipRatio()).hasValueCloseTo(skipRatio, within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"dense-32x6", "dense-32x2-gate", "lstm-16x3", "lenet", "resnet20"})
  void withoutSkipsTheRoutedNetworkIsItsDenseTwin(String name) {
    Workload workload = Workloads.named(name);
    Network network = workload.network();
    Inputs inputs = Inputs.of(workload, 2, 0);
    Contestant stock = new StockContestant(1);
    try (Contestant.Model routed = stock.load(network);
        Contestant.Model dense = stock.load(network.dense());
        Contestant.Session one = routed.session(inputs);
        Contestant.Session two = dense.session(inputs)) {
      assertThat(one.output(0)).containsExactly(two.output(0), within(1e-5f));
      assertThat(one.output(0)).isNotEqualTo(one.output(1));
    }
  }

  @Test
  void channelsThatComeLastChangeNoOutput() {
    Workload first = Workloads.named(Workloads.RESNET20);
    Inputs inputs = Inputs.of(first, 2, 0.3);
    Network last = Workloads.named(Workloads.RESNET20_NHWC).network();
    for (Contestant contestant : List.of(new StockContestant(1), new EngineContestant(1))) {
      try (Contestant.Model one = contestant.load(first.network());
          Contestant.Model two = contestant.load(last);
          Contestant.Session expected = one.session(inputs);
          Contestant.Session found = two.session(inputs)) {
        assertThat(found.output(0)).containsExactly(expected.output(0), within(1e-5f));
      }
    }
  }
}
