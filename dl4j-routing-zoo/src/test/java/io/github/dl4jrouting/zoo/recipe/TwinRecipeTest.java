package io.github.dl4jrouting.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.zoo.ResNetShape;
import io.github.dl4jrouting.zoo.Routing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** A routed network starts from its trained twin, whichever its recipe. */
class TwinRecipeTest {

  private static final ExitSettings EXIT = new ExitSettings(0.5, List.of(0.75), 0.2);

  @TempDir private Path directory;

  private static TwinRecipe<?> leNet(boolean routed) {
    return new LeNetRecipe(
        routed,
        new LeNetSettings(
            1, 16, 16, 2, 20, 4, 0, 3, 0.005, 0.5, new ExitPhases(1, 0.01, 0, 0.01), EXIT, 7));
  }

  private static TwinRecipe<?> mlp(boolean routed, Routing routing) {
    RouterSettings router = new RouterSettings(0.87, 0.5, 1);
    return new MlpRecipe(
        routed, new MlpSettings(256, 2, 8, 2, 3, 0.01, routing, router, EXIT, 0.5, 7));
  }

  private static TwinRecipe<?> resNet(boolean routed) {
    ResNetShape shape = new ResNetShape(List.of(2), 4, false, false);
    RouterTraining routers = new RouterTraining(0.9, 0.5, 2, 0.1, 0.2, 0.5);
    return new ResNetRecipe(
        new ResNetSettings(1, 16, 16, 2, shape, 3, 0.02, 0.9, 7),
        routed ? Optional.of(routers) : Optional.empty());
  }

  static Stream<Arguments> twins() {
    return Stream.of(
        Arguments.of(leNet(false), leNet(true), "conv-1", "conv-1"),
        Arguments.of(
            mlp(false, Routing.EARLY_EXIT),
            mlp(true, Routing.EARLY_EXIT),
            "classes",
            "deep-scores"),
        Arguments.of(
            mlp(false, Routing.ROUTERS), mlp(true, Routing.ROUTERS), "block-1-0", "block-1-0"),
        Arguments.of(resNet(false), resNet(true), "stage1-block2-1", "stage1-block2-1"));
  }

  @ParameterizedTest
  @MethodSource("twins")
  void aTrainedTwinIsWhereItMayStart(
      TwinRecipe<?> dense, TwinRecipe<?> routed, String layer, String twins) {
    ComputationGraph trained = dense.start(1);
    trained.params().muli(1.5);
    TwinRecipe<?> from = routed.from(trained);
    INDArray expected = trained.getLayer(layer).params();
    assertThat(from.start(1).getLayer(twins).params()).isEqualTo(expected);
    assertThat(routed.start(1).getLayer(twins).params()).isNotEqualTo(expected);
    assertThatThrownBy(() -> dense.from(trained))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ask for routing");
  }

  @Test
  void aCheckpointThatStartedFromAnotherTwinIsRefused() throws IOException {
    ComputationGraph one = mlp(false, Routing.ROUTERS).start(1);
    ComputationGraph other = one.clone();
    other.params().muli(1.5);
    TwinRecipe<?> routed = mlp(true, Routing.ROUTERS);
    new RecipeRun(routed.from(one), new Squares(false), directory).run(new RecipeProgress() {});
    for (Recipe another : List.of(routed, routed.from(other))) {
      RecipeRun run = new RecipeRun(another, new Squares(false), directory);
      assertThatThrownBy(() -> run.run(new RecipeProgress() {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("expected a checkpoint of this training");
    }
  }

  @Test
  void aRunFromATwinThatWasKilledEndsAsOneThatWasNot() throws IOException {
    Path whole = Files.createDirectory(directory.resolve("whole"));
    Path killed = Files.createDirectory(directory.resolve("killed"));
    TwinRecipe<?> recipe = resNet(true).from(resNet(false).start(1));
    TrainedNetwork expected =
        new RecipeRun(recipe, new Squares(true), whole).run(new RecipeProgress() {});
    RecipeProgress dies =
        new RecipeProgress() {
          @Override
          public void epochDone(EpochMetrics metrics, int epochs) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> new RecipeRun(recipe, new Squares(true), killed).run(dies))
        .hasMessage("killed");
    TrainedNetwork found =
        new RecipeRun(recipe, new Squares(true), killed).run(new RecipeProgress() {});
    assertThat(found.network().params()).isEqualTo(expected.network().params());
  }

  @Test
  void anExitLearnsFromADeepClassifierAsSoonAsThatIsTrained() {
    TwinRecipe<?> routed = mlp(true, Routing.EARLY_EXIT);
    TwinRecipe<?> from = routed.from(mlp(false, Routing.EARLY_EXIT).start(1));
    DataSet batch = new Squares(false).epoch(1).next();
    INDArray labels = batch.getLabels();
    assertThat(exitLabels(routed, batch, 1)).isEqualTo(labels);
    assertThat(exitLabels(routed, batch, 2)).isEqualTo(labels.mul(1 - EXIT.distillation()));
    assertThat(exitLabels(from, batch, 1)).isEqualTo(labels.mul(1 - EXIT.distillation()));
  }

  /** Before the step itself adds the deep classifier's answer. */
  private static INDArray exitLabels(TwinRecipe<?> recipe, DataSet batch, int epoch) {
    MultiDataSet step = recipe.step(recipe.start(1), batch, epoch);
    return step.getLabels(1);
  }

  @ParameterizedTest
  @MethodSource("twins")
  void theLearningRateFalls(TwinRecipe<?> dense, TwinRecipe<?> routed, String layer, String twins) {
    for (TwinRecipe<?> recipe : List.of(dense, routed)) {
      ComputationGraph network = recipe.start(100);
      String name = recipe == dense ? layer : twins;
      if (name.equals("stage1-block2-1")) {
        name = "stage1-block2-0"; // normalizations have no rate of their own to ask for
      }
      double first = network.getLearningRate(name);
      network.getConfiguration().setIterationCount(199);
      assertThat(network.getLearningRate(name)).isLessThan(0.6 * first);
    }
  }
}
