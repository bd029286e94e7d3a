package io.github.dl4jrouting.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.zoo.RoutedLeNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeRunTest {

  @TempDir private Path directory;

  private static final ExitSettings EXIT = new ExitSettings(0.5, List.of(0.75), 0.1);

  private static LeNetRecipe recipe(boolean routed, int epochs) {
    ExitPhases phases = new ExitPhases(1, 0.01, 0, 0.01);
    return new LeNetRecipe(
        routed, new LeNetSettings(1, 16, 16, 2, 8, 4, 0, epochs, 0.005, 0.5, phases, EXIT, 7));
  }

  private static LeNetRecipe recipe(int epochs) {
    return recipe(true, epochs);
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aRunThatWasKilledEndsAsOneThatWasNot() throws IOException {
    Path whole = Files.createDirectory(directory.resolve("whole"));
    Path killed = Files.createDirectory(directory.resolve("killed"));
    TrainedNetwork expected =
        new RecipeRun(recipe(3), new Squares(true), whole).run(new RecipeProgress() {});
    RecipeProgress dies =
        new RecipeProgress() {
          private int batches;

          @Override
          public void batchDone() {
            if (++batches == 5) { // in the middle of the second epoch
              throw new Killed();
            }
          }
        };
    assertThatThrownBy(() -> new RecipeRun(recipe(3), new Squares(true), killed).run(dies))
        .isInstanceOf(Killed.class);
    List<Integer> resumed = new ArrayList<>();
    TrainedNetwork found =
        new RecipeRun(recipe(3), new Squares(true), killed)
            .run(
                new RecipeProgress() {
                  @Override
                  public void resumed(EpochMetrics metrics) {
                    resumed.add(metrics.epoch());
                  }
                });
    assertThat(resumed).containsExactly(1);
    assertThat(found.metrics()).isEqualTo(expected.metrics()).hasSize(3);
    assertThat(found.network().params()).isEqualTo(expected.network().params());
    assertThat(Files.readString(killed.resolve(RecipeRun.METRICS)))
        .isEqualTo(Files.readString(whole.resolve(RecipeRun.METRICS)))
        .startsWith("epoch,loss,denseAccuracy,routedAccuracy,macs,through\n1,");
  }

  @Test
  void anotherRecipesCheckpointIsRefused() throws IOException {
    new RecipeRun(recipe(1), new Squares(true), directory).run(new RecipeProgress() {});
    assertThatThrownBy(
            () ->
                new RecipeRun(recipe(2), new Squares(true), directory).run(new RecipeProgress() {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("checkpoint.zip")
        .hasMessageContaining("epochs=2")
        .hasMessageContaining("epochs=1");
  }

  @Test
  void aLeNetEndsCalibratedAndWithOneOutput() throws IOException {
    TrainedNetwork trained =
        new RecipeRun(recipe(6), new Squares(true), directory).run(new RecipeProgress() {});
    ComputationGraph network = trained.network();
    assertThat(network.getConfiguration().getNetworkOutputs()).containsExactly("classes");
    assertThat(Thresholded.of(network.getLayer(RoutedLeNet.GATE)).threshold()).isFinite();
    assertThat(trained.metrics().get(5).routedAccuracy()).isGreaterThan(0.8);
    assertThat(trained.metrics().get(5).through()).containsEntry("exit-gate", 1.0);
  }

  @Test
  void theDenseTwinIsTrainedByTheSameRecipe() throws IOException {
    TrainedNetwork trained =
        new RecipeRun(recipe(false, 2), new Squares(true), directory).run(new RecipeProgress() {});
    EpochMetrics last = trained.metrics().get(1);
    assertThat(last.denseAccuracy()).isEqualTo(last.routedAccuracy());
    assertThat(last.through()).isEmpty();
  }
}
