package io.github.dl4jrouting.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.zoo.ExitHead;
import io.github.dl4jrouting.zoo.Routing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlpRecipeTest {

  @TempDir private Path directory;

  private static MlpSettings settings(Routing routing, int epochs) {
    return new MlpSettings(
        256,
        2,
        8,
        2,
        epochs,
        0.01,
        routing,
        new RouterSettings(0.87, 0.5, 1),
        new ExitSettings(0.5, List.of(0.75), 0.2),
        0.5,
        7);
  }

  private TrainedNetwork trained(boolean routed, MlpSettings settings) throws IOException {
    return new RecipeRun(new MlpRecipe(routed, settings), new Squares(false), directory)
        .run(new RecipeProgress() {});
  }

  @Test
  void theSurestExitAsManyAsTheSettingsSay() throws IOException {
    ComputationGraph network = trained(true, settings(Routing.EARLY_EXIT, 8)).network();
    assertThat(network.getConfiguration().getNetworkOutputs()).containsExactly("classes");
    assertThat(Thresholded.of(network.getLayer(ExitHead.GATE)).threshold()).isFinite();
    RoutedOutcome outcome = RoutedOutcome.of(network, new Squares(false).heldOut());
    assertThat(outcome.through().get(ExitHead.GATE)).isCloseTo(0.25, within(1e-9));
    assertThat(outcome.accuracy()).isGreaterThan(0.8);
  }

  @Test
  void routersAreTrainedWhereTheyAreAskedFor() throws IOException {
    TrainedNetwork trained = trained(true, settings(Routing.ROUTERS, 2));
    assertThat(trained.metrics().get(1).through().keySet())
        .containsExactly("block-1-router", "block-2-router");
  }

  @Test
  void theDenseTwinHasNothingThatRoutes() throws IOException {
    TrainedNetwork trained = trained(false, settings(Routing.EARLY_EXIT, 1));
    assertThat(trained.metrics().get(0).through()).isEmpty();
    assertThat(trained.network().getConfiguration().getNetworkOutputs()).containsExactly("classes");
  }

  @Test
  void settingsThatCannotTrainAreRefused() {
    assertThatThrownBy(() -> settings(Routing.ACTIVITY_GATES, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found ACTIVITY_GATES");
    assertThatThrownBy(() -> new ExitSettings(0.5, List.of(1.5), 0))
        .hasMessageContaining("found 1.5");
    assertThatThrownBy(() -> new ExitSettings(-1, List.of(0.5), 0))
        .hasMessageContaining("found -1.0");
    assertThatThrownBy(() -> new ExitSettings(0.5, List.of(0.5, 0.4), 0))
        .hasMessageContaining("do not fall, found [0.5, 0.4]");
    assertThatThrownBy(() -> new ExitSettings(0.5, List.of(0.5), Double.NaN))
        .hasMessageContaining("found NaN");
    assertThatThrownBy(() -> new ExitSettings(0.5, List.of(0.5, 0.9), 0).requireExits(1))
        .hasMessageContaining("exits, 1, found [0.5, 0.9]");
    assertThatThrownBy(() -> new RouterSettings(0.87, 0.3, -1)).hasMessageContaining("found -1");
  }
}
