package io.github.dl4jrouting.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.zoo.RoutedLeNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class HardTuningTest {

  private static final int BATCHES = 3;
  private static final double RATE = 0.001;
  private static final Squares DATA = new Squares(true);

  @TempDir private Path directory;

  private static LeNetSettings settings(int epochs, int tuningEpochs) {
    return new LeNetSettings(
        1,
        16,
        16,
        2,
        8,
        4,
        epochs,
        0.005,
        0.5,
        new ExitSettings(0.5, 0.75, 0.1),
        new HardTuning(tuningEpochs, RATE, 0.4),
        7);
  }

  private static LeNetRecipe recipe(boolean routed, int epochs, int tuningEpochs) {
    return new LeNetRecipe(routed, settings(epochs, tuningEpochs));
  }

  /** A network that is about to be tuned in its third epoch, the last. */
  private static ComputationGraph toTune(LeNetRecipe recipe) {
    ComputationGraph network = recipe.start(BATCHES);
    for (int epoch = 1; epoch <= 2; epoch++) {
      for (DataSetIterator batches = DATA.epoch(epoch); batches.hasNext(); ) {
        network.fit(recipe.step(network, batches.next(), epoch));
      }
    }
    return recipe.tune(network, BATCHES);
  }

  private static boolean moves(LeNetRecipe recipe, ComputationGraph network, String layer) {
    float[] before = network.getLayer(layer).params().toFloatVector();
    network.fit(recipe.step(network, DATA.epoch(3).next(), 3));
    return !Arrays.equals(before, network.getLayer(layer).params().toFloatVector());
  }

  @Test
  void whatTheExitIsComputedFromStaysAsItIs() {
    LeNetRecipe recipe = recipe(true, 3, 1);
    ComputationGraph network = toTune(recipe);
    assertThat(Ancestors.layers(network.getConfiguration(), RoutedLeNet.EXIT))
        .contains("conv-1", "exit-dense", "exit-scores")
        .doesNotContain("conv-1-rest", "conv-2");
    assertThat(List.of("conv-1", "exit-dense", "exit-scores"))
        .noneMatch(layer -> moves(recipe, network, layer));
    assertThat(List.of("conv-1-rest", "conv-2", "dense-0", "dense-1"))
        .allMatch(layer -> moves(recipe, network, layer));
  }

  @Test
  void theRestLearnsFromThoseThatTheExitIsLeastSureOf() {
    LeNetRecipe recipe = recipe(true, 3, 1);
    ComputationGraph network = toTune(recipe);
    DataSet batch = DATA.epoch(3).next();
    MultiDataSet step = recipe.step(network, batch, 3);
    double[] all = sureness(network, batch.getFeatures());
    double[] hard = sureness(network, step.getFeatures(0));
    Arrays.sort(all);
    Arrays.sort(hard);
    assertThat(hard)
        .hasSize(3)
        .containsExactly(new double[] {all[0], all[1], all[2]}, within(1e-6));
    assertThat(step.getLabels(0).shape()).containsExactly(3, 2);
    assertThat(recipe.step(network, batch, 2).getFeatures(0).size(0)).isEqualTo(8);
  }

  private static double[] sureness(ComputationGraph network, INDArray x) {
    return network.output(x)[1].max(1).toDoubleVector();
  }

  @Test
  void theDenseTwinTunesAllItsWeightsOnAllSamples() {
    LeNetRecipe recipe = recipe(false, 3, 1);
    ComputationGraph network = toTune(recipe);
    assertThat(recipe.step(network, DATA.epoch(3).next(), 3).getFeatures(0).size(0)).isEqualTo(8);
    assertThat(List.of("conv-1", "conv-2", "dense-0", "classes"))
        .allMatch(layer -> moves(recipe, network, layer));
  }

  @Test
  void theRateOfTuningStartsAtItsOwnAndFallsToZero() {
    LeNetRecipe recipe = recipe(true, 3, 1);
    ComputationGraph network = toTune(recipe);
    DataSetIterator batches = DATA.epoch(3);
    for (int step = 0; step < BATCHES; step++) {
      double left = (double) (BATCHES - step) / BATCHES;
      assertThat(network.getLearningRate("conv-2")).isCloseTo(RATE * left, within(1e-9));
      assertThat(network.getLearningRate("conv-1")).isZero();
      network.fit(recipe.step(network, batches.next(), 3));
    }
  }

  /** Does what another recipe does, and keeps the weights that tuning starts with. */
  private record Watched(Recipe recipe, List<INDArray> starts) implements Recipe {
    @Override
    public String description() {
      return recipe.description();
    }

    @Override
    public int epochs() {
      return recipe.epochs();
    }

    @Override
    public int tuningEpochs() {
      return recipe.tuningEpochs();
    }

    @Override
    public long seed() {
      return recipe.seed();
    }

    @Override
    public double averaging() {
      return recipe.averaging();
    }

    @Override
    public ComputationGraph start(int batches) {
      return recipe.start(batches);
    }

    @Override
    public ComputationGraph tune(ComputationGraph network, int batches) {
      starts.add(network.params().dup());
      return recipe.tune(network, batches);
    }
  }

  @Test
  void tuningStartsOnceFromTheAveragedWeights() throws IOException {
    Path untuned = Files.createDirectory(directory.resolve("untuned"));
    INDArray averaged =
        new RecipeRun(recipe(false, 2, 0), DATA, untuned)
            .run(new RecipeProgress() {})
            .network()
            .params();
    List<INDArray> starts = new ArrayList<>();
    Path tuned = Files.createDirectory(directory.resolve("tuned"));
    new RecipeRun(new Watched(recipe(false, 4, 2), starts), DATA, tuned)
        .run(new RecipeProgress() {});
    assertThat(starts).containsExactly(averaged);
  }

  @Test
  void aRunThatWasKilledWhileItTunedEndsAsOneThatWasNot() throws IOException {
    Path whole = Files.createDirectory(directory.resolve("whole"));
    Path killed = Files.createDirectory(directory.resolve("killed"));
    TrainedNetwork expected =
        new RecipeRun(recipe(true, 4, 2), DATA, whole).run(new RecipeProgress() {});
    RecipeProgress dies =
        new RecipeProgress() {
          private int batches;

          @Override
          public void batchDone() {
            if (++batches == 3 * BATCHES + 2) { // in the middle of the second epoch of tuning
              throw new IllegalStateException("killed");
            }
          }
        };
    assertThatThrownBy(() -> new RecipeRun(recipe(true, 4, 2), DATA, killed).run(dies))
        .hasMessage("killed");
    TrainedNetwork found =
        new RecipeRun(recipe(true, 4, 2), DATA, killed).run(new RecipeProgress() {});
    assertThat(found.metrics()).isEqualTo(expected.metrics()).hasSize(4);
    assertThat(found.network().params()).isEqualTo(expected.network().params());
  }

  @Test
  void oneSampleAtLeastIsHard() {
    HardTuning tuning = new HardTuning(1, RATE, 0.2);
    assertThat(tuning.of(100)).isEqualTo(20);
    assertThat(tuning.of(1)).isEqualTo(1);
  }

  @Test
  void settingsThatCannotTuneAreRefused() {
    assertThatThrownBy(() -> new HardTuning(-1, RATE, 0.2)).hasMessageContaining("found -1");
    assertThatThrownBy(() -> new HardTuning(1, 0, 0.2)).hasMessageContaining("found 0.0");
    assertThatThrownBy(() -> new HardTuning(1, RATE, 0)).hasMessageContaining("found 0.0");
    assertThatThrownBy(() -> new HardTuning(1, RATE, 1.1)).hasMessageContaining("found 1.1");
    assertThatThrownBy(() -> settings(2, 2))
        .hasMessageContaining("fewer epochs of tuning than the 2")
        .hasMessageContaining("found 2");
  }
}
