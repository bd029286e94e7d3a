package io.github.dl4jrouting.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.penalty.Penalty;
import io.github.dl4jrouting.penalty.PenaltyTerm;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.zoo.ResNetShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResNetRecipeTest {

  private static final String ROUTER = "stage1-block2-router";

  @TempDir private Path directory;

  private static ResNetSettings settings(int epochs) {
    return new ResNetSettings(
        1, 16, 16, 2, new ResNetShape(List.of(2), 4, false, false), epochs, 0.02, 0.9, 7);
  }

  private static ResNetRecipe routed(int epochs, double target) {
    return new ResNetRecipe(
        settings(epochs), Optional.of(new RouterTraining(0.9, target, 2, 0.1, 0.2, 0.5)));
  }

  private static double weight(RouterLayer router, int term, int iteration) {
    return router.penalty().orElseThrow().terms().get(term).weight(iteration, 0);
  }

  @Test
  void targetCertaintyAndTemperatureMoveOverTheFirstPart() {
    ComputationGraph network = routed(10, 0.3).start(10); // 100 steps, of which 50 change
    RouterLayer router = (RouterLayer) network.getLayer(ROUTER).conf().getLayer();
    List<PenaltyTerm> terms = router.penalty().orElseThrow().terms();
    assertThat(terms)
        .extracting(PenaltyTerm::penalty)
        .containsExactly(Penalty.TARGET_RATE, Penalty.TARGET_RATE, Penalty.ENTROPY);
    assertThat(terms).extracting(PenaltyTerm::target).startsWith(1.0, 0.3);
    for (int end : new int[] {50, 99}) {
      assertThat(router.temperature(end, 0)).isCloseTo(0.2, within(1e-9));
      assertThat(weight(router, 0, end)).isCloseTo(0, within(1e-9));
      assertThat(weight(router, 1, end)).isCloseTo(2, within(1e-9));
      assertThat(weight(router, 2, end)).isCloseTo(0.1, within(1e-9));
    }
    assertThat(router.temperature(0, 0)).isEqualTo(1);
    assertThat(weight(router, 0, 0)).isEqualTo(2);
    assertThat(weight(router, 1, 0)).isZero();
    assertThat(router.temperature(25, 0)).isCloseTo(0.6, within(0.03));
    assertThat(weight(router, 0, 25) + weight(router, 1, 25)).isCloseTo(2, within(1e-9));
    assertThat(router.noise(0, 0)).isZero();
  }

  @Test
  void routersEndNearTheirTarget() throws IOException {
    for (double target : new double[] {0.05, 0.95}) {
      Path own = Files.createDirectory(directory.resolve("" + target));
      EpochMetrics last =
          new RecipeRun(routed(12, target), new Squares(true), own)
              .run(new RecipeProgress() {})
              .metrics()
              .get(11);
      assertThat(last.through().get(ROUTER)).isCloseTo(target, within(0.2));
    }
  }

  @Test
  void aRunThatWasKilledEndsAsOneThatWasNot() throws IOException {
    Path whole = Files.createDirectory(directory.resolve("whole"));
    Path killed = Files.createDirectory(directory.resolve("killed"));
    TrainedNetwork expected =
        new RecipeRun(routed(3, 0.5), new Squares(true), whole).run(new RecipeProgress() {});
    RecipeProgress dies =
        new RecipeProgress() {
          @Override
          public void epochDone(EpochMetrics metrics, int epochs) {
            if (metrics.epoch() == 2) {
              throw new IllegalStateException("killed");
            }
          }
        };
    assertThatThrownBy(() -> new RecipeRun(routed(3, 0.5), new Squares(true), killed).run(dies))
        .hasMessage("killed");
    TrainedNetwork found =
        new RecipeRun(routed(3, 0.5), new Squares(true), killed).run(new RecipeProgress() {});
    assertThat(found.metrics()).isEqualTo(expected.metrics()).hasSize(3);
    assertThat(found.network().params()).isEqualTo(expected.network().params());
  }

  @Test
  void theDenseTwinKnowsNothingOfRouters() throws IOException {
    ResNetRecipe dense = new ResNetRecipe(settings(1), Optional.empty());
    assertThat(routed(1, 0.3).description()).contains("throughTarget=0.3");
    assertThat(dense.description()).contains("seed=7").doesNotContain("throughTarget");
    EpochMetrics only =
        new RecipeRun(dense, new Squares(true), directory)
            .run(new RecipeProgress() {})
            .metrics()
            .get(0);
    assertThat(only.through()).isEmpty();
    assertThat(only.denseAccuracy()).isEqualTo(only.routedAccuracy());
  }

  @Test
  void settingsThatCannotTrainAreRefused() {
    assertThatThrownBy(() -> settings(0)).hasMessageContaining("found 0");
    assertThatThrownBy(() -> new RouterTraining(0.9, 1.5, 1, 0, 1, 1))
        .hasMessageContaining("target")
        .hasMessageContaining("1.5");
    assertThatThrownBy(() -> new RouterTraining(0.9, 0.5, 1, 0, 0, 1))
        .hasMessageContaining("temperature");
  }
}
