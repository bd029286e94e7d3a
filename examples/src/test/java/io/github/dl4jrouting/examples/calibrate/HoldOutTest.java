package io.github.dl4jrouting.examples.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.calibration.ThresholdCalibrator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldOutTest {

  private static final double DROP = 0.005;
  private static final double RISK = 0.05;
  private static final int NEEDED = ThresholdCalibrator.fewestSamples(DROP, RISK);

  private static HoldOut of(int trainSamples) {
    return new HoldOut(trainSamples, Optional.empty());
  }

  @Test
  void oneInSixIsHeldOutWhereThatSufficesForThePromise() {
    assertThat(of(6 * NEEDED).samples(DROP, RISK)).isEqualTo(NEEDED);
    assertThat(of(60_000).samples(DROP, RISK)).isEqualTo(10_000);
    assertThat(of(60_000).fault("--allowed-drop", DROP, RISK)).isEmpty();
  }

  @Test
  void ofFewerSamplesAsManyAsThePromiseTakes() {
    assertThat(of(3 * NEEDED).samples(DROP, RISK)).isEqualTo(NEEDED);
    assertThat(of(2 * NEEDED).fault("--allowed-drop", DROP, RISK)).isEmpty();
  }

  @Test
  void atLeastHalfRemainsToTrainOnUnlessTheUserSaysOtherwise() {
    assertThat(of(2 * NEEDED - 2).samples(DROP, RISK)).isEqualTo(NEEDED - 1);
    assertThat(new HoldOut(NEEDED + 1, Optional.of(NEEDED)).samples(DROP, RISK)).isEqualTo(NEEDED);
    assertThat(new HoldOut(NEEDED + 1, Optional.of(NEEDED)).fault("--drops", DROP, RISK)).isEmpty();
  }

  @Test
  void withoutAPromiseOneInSixIsHeldOutAndAtLeastOne() {
    assertThat(of(240).samples()).isEqualTo(40);
    assertThat(of(3).samples()).isEqualTo(1);
    assertThat(new HoldOut(240, Optional.of(7)).samples()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 100, 240, 1000, 2400})
  void theDropThatAnErrorNamesIsTheSmallestThatWorks(int trainSamples) {
    String fault = of(trainSamples).fault("--allowed-drop", DROP, RISK).orElseThrow();
    Matcher named = Pattern.compile("use --allowed-drop (0\\.\\d+)").matcher(fault);
    assertThat(named.find()).as(fault).isTrue();
    double drop = Double.parseDouble(named.group(1));
    assertThat(of(trainSamples).fault("--allowed-drop", drop, RISK)).isEmpty();
    assertThat(of(trainSamples).fault("--allowed-drop", drop - 0.001, RISK)).isPresent();
    assertThat(fault)
        .startsWith("--allowed-drop: expected at least " + named.group(1))
        .contains(trainSamples + " training samples", "risk of 0.05", "found 0.005");
  }

  @Test
  void samplesTooFewForAnyPromiseAreAnErrorThatAsksForMore() {
    assertThat(of(2).fault("--allowed-drop", DROP, RISK).orElseThrow())
        .contains("training samples", "found 2", "use more samples")
        .doesNotContain("use --allowed-drop");
  }

  @Test
  void aNumberThatTheUserNamedIsWhatTheErrorIsAbout() {
    assertThat(new HoldOut(6000, Optional.of(300)).fault("--drops", DROP, RISK).orElseThrow())
        .startsWith("--calibration-samples: expected at least " + NEEDED)
        .contains("found 300; raise it, or use --drops 0.02");
  }
}
