package io.github.dl4jrouting.examples.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EngineRunTest {

  private static EngineRun routes(String... routes) {
    int samples = routes.length;
    return new EngineRun(
        new int[samples],
        new int[samples],
        new long[samples],
        List.of("early", "later"),
        List.of(routes));
  }

  @Test
  void theSharesAreOfAllSamplesAndOfThoseThatReachAGate() {
    EngineRun run = routes("TT", "TB", "TB", "B-", "B-");
    assertThat(run.through(0)).isEqualTo(0.6);
    assertThat(run.throughOfReached(0)).isEqualTo(0.6);
    assertThat(run.through(1)).isEqualTo(0.2);
    assertThat(run.throughOfReached(1)).isEqualTo(1.0 / 3);
    assertThat(run.skipRatio()).isEqualTo(0.6);
  }

  @Test
  void aGateThatNobodyReachesLetsNobodyThrough() {
    EngineRun run = routes("B-", "B-");
    assertThat(run.throughOfReached(1)).isZero();
    assertThat(run.throughOfReached(0)).isZero();
  }
}
