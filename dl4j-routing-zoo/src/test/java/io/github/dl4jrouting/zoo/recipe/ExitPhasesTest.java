package io.github.dl4jrouting.zoo.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.zoo.RoutedLeNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.IUpdater;

/** From a trained twin on, the exit learns alone, then all but the exit. */
class ExitPhasesTest {

  private static final int BATCHES = 3;
  private static final double EXIT_RATE = 0.02;
  private static final double REST_RATE = 0.001;
  private static final double DROPOUT = 0.25;
  private static final double SHARE = 0.5;
  private static final Squares DATA = new Squares(true);
  private static final List<String> EXIT_LAYERS =
      List.of("conv-1", "exit-dense", "exit-scores", "image-exit-dense", "image-exit-scores");
  private static final List<String> OTHER_LAYERS =
      List.of("conv-1-rest", "conv-2", "dense-0", "dense-1");

  @TempDir private Path directory;

  /** From a twin on, two epochs of the exit alone, and two of the rest. */
  private static LeNetRecipe recipe(boolean routed) {
    return recipe(routed, DROPOUT);
  }

  private static LeNetRecipe recipe(boolean routed, double dropout) {
    return recipe(routed, dropout, 0.1);
  }

  private static LeNetRecipe recipe(boolean routed, double dropout, double allowedDrop) {
    return new LeNetRecipe(
        routed,
        new LeNetSettings(
            1,
            16,
            16,
            2,
            8,
            4,
            3,
            2,
            0.005,
            0.5,
            new ExitPhases(2, EXIT_RATE, dropout, REST_RATE),
            new ExitSettings(SHARE, List.of(0.25, 0.5), allowedDrop),
            7));
  }

  private static ComputationGraph twin() {
    ComputationGraph twin = recipe(false).start(BATCHES);
    twin.params().muli(1.1);
    return twin;
  }

  private static float[] weights(ComputationGraph network, String layer) {
    return network.getLayer(layer).params().toFloatVector();
  }

  @Test
  void thePhasesAreForThoseThatStartFromATwin() {
    LeNetRecipe phased = recipe(true).from(twin());
    assertThat(phased.epochs()).isEqualTo(4);
    assertThat(List.of(1, 2, 3, 4).stream().filter(phased::startsPhase)).containsExactly(3);
    for (LeNetRecipe whole : List.of(recipe(true), recipe(false))) {
      assertThat(whole.epochs()).isEqualTo(2);
      assertThat(List.of(1, 2).stream().filter(whole::startsPhase)).isEmpty();
      assertThat(whole.start(BATCHES).getConfiguration().getVertices()).containsKey("conv-2");
    }
  }

  @Test
  void theFirstNetworkIsTheExitAlone() {
    ComputationGraph alone = recipe(true).from(twin()).start(BATCHES);
    assertThat(alone.getConfiguration().getVertices())
        .containsOnlyKeys(
            RoutedLeNet.EXIT,
            "conv-1",
            "pool-1",
            "exit-dense",
            "exit-scores",
            RoutedLeNet.IMAGE_EXIT,
            "image-exit-dense",
            "image-exit-scores");
    assertThat(alone.getConfiguration().getNetworkOutputs())
        .containsExactly(RoutedLeNet.EXIT, RoutedLeNet.IMAGE_EXIT);
    assertThat(weights(alone, "conv-1"))
        .isEqualTo(weights(recipe(true).model(BATCHES).initFrom(twin()), "conv-1"));
  }

  @Test
  void gatesAreThereToBeMeasuredButNotToLearn() {
    List<String> gates = List.of(RoutedLeNet.GATE, RoutedLeNet.IMAGE_GATE);
    LeNetRecipe phased = recipe(true).from(twin());
    ComputationGraph alone = phased.start(BATCHES);
    assertThat(phased.measured(alone)).isSameAs(alone);
    LeNetRecipe joint = recipe(true);
    for (ComputationGraph trained : List.of(joint.start(BATCHES), phased.phase(alone, BATCHES))) {
      trained.params().muli(1.1);
      ComputationGraph whole = joint.measured(trained);
      assertThat(trained.getConfiguration().getVertices().keySet())
          .doesNotContainAnyElementsOf(gates);
      assertThat(whole.getConfiguration().getVertices().keySet()).containsAll(gates);
      for (String layer : List.of("conv-1", "conv-2", "dense-1", "image-exit-scores")) {
        assertThat(weights(whole, layer)).as(layer).isEqualTo(weights(trained, layer));
        assertThat(updater(whole, layer)).as(layer).isEqualTo(updater(trained, layer));
      }
      assertThat(updater(whole, RoutedLeNet.GATE)).isEqualTo(updater(trained, RoutedLeNet.CLASSES));
      INDArray x = DATA.epoch(1).next().getFeatures();
      assertThat(whole.output(x)).isEqualTo(trained.output(x));
    }
    ComputationGraph dense = recipe(false).start(BATCHES);
    assertThat(recipe(false).measured(dense)).isSameAs(dense);
  }

  private static IUpdater updater(ComputationGraph network, String layer) {
    return ((BaseLayer) network.getLayer(layer).conf().getLayer()).getIUpdater();
  }

  @Test
  void theInputsOfItsHiddenLayerAreDroppedWhileItLearnsAlone() {
    LeNetRecipe recipe = recipe(true).from(twin());
    ComputationGraph alone = recipe.start(BATCHES);
    assertThat(dropout(alone, "exit-dense")).isEqualTo(new Dropout(1 - DROPOUT));
    assertThat(dropout(alone, "image-exit-dense")).isEqualTo(new Dropout(1 - DROPOUT));
    assertThat(dropout(alone, "conv-1")).isNull();
    assertThat(dropout(alone, "exit-scores")).isNull();
    assertThat(dropout(recipe.phase(alone, BATCHES), "exit-dense")).isNull();
  }

  private static IDropout dropout(ComputationGraph network, String layer) {
    return network.getLayer(layer).conf().getLayer().getIDropout();
  }

  @Test
  void itsLabelsAreTheTrueOnesAndTheTwinsAnswer() {
    ComputationGraph twin = twin();
    LeNetRecipe recipe = recipe(true).from(twin);
    DataSet batch = DATA.epoch(2).next();
    INDArray labels = batch.getLabels().dup();
    MultiDataSet step = recipe.step(recipe.start(BATCHES), batch, 2);
    INDArray answer = twin.outputSingle(batch.getFeatures());
    INDArray expected = labels.mul(1 - SHARE).add(answer.mul(SHARE));
    assertThat(step.numLabelsArrays()).isEqualTo(2);
    assertThat(step.getFeatures(0)).isEqualTo(batch.getFeatures());
    for (INDArray each : step.getLabels()) {
      assertThat(each.equalsWithEps(expected, 1e-5)).isTrue();
    }
    assertThat(batch.getLabels()).isEqualTo(labels);
  }

  @Test
  void theRestStartsFromTheTwinAndTheTrainedExitStaysAsItIs() {
    ComputationGraph twin = twin();
    LeNetRecipe recipe = recipe(true).from(twin);
    ComputationGraph alone = recipe.start(BATCHES);
    float[] untrained = weights(alone, "conv-1");
    alone.fit(recipe.step(alone, DATA.epoch(1).next(), 1));
    ComputationGraph whole = recipe.phase(alone, BATCHES);
    ComputationGraph start = whole.clone();
    assertThat(weights(start, "conv-1")).isNotEqualTo(untrained);
    assertThat(weights(start, "conv-2")).isEqualTo(weights(twin, "conv-2"));
    DataSet batch = DATA.epoch(3).next();
    MultiDataSet step = recipe.step(whole, batch, 3);
    assertThat(step.getLabels()).hasSize(3).containsOnly(batch.getLabels());
    whole.fit(step);
    for (String layer : EXIT_LAYERS) {
      assertThat(weights(whole, layer)).as(layer).isEqualTo(weights(alone, layer));
    }
    for (String layer : OTHER_LAYERS) {
      assertThat(weights(whole, layer)).as(layer).isNotEqualTo(weights(start, layer));
    }
  }

  @Test
  void eachRateStartsAtItsOwnAndFallsToZero() {
    LeNetRecipe recipe = recipe(true).from(twin());
    ComputationGraph alone = recipe.start(BATCHES);
    fall(recipe, alone, 1, "exit-dense", EXIT_RATE);
    ComputationGraph whole = recipe.phase(alone, BATCHES);
    assertThat(whole.getLearningRate("conv-1")).isZero();
    fall(recipe, whole, 3, "conv-2", REST_RATE);
  }

  /** In two epochs. */
  private static void fall(
      LeNetRecipe recipe, ComputationGraph network, int epoch, String layer, double rate) {
    for (int step = 0; step < 2 * BATCHES; step++) {
      double left = (2.0 * BATCHES - step) / (2 * BATCHES);
      assertThat(network.getLearningRate(layer)).isCloseTo(rate * left, within(1e-9));
      network.fit(recipe.step(network, DATA.epoch(epoch).next(), epoch));
    }
  }

  /** Does what another recipe does, and keeps the weights that the second phase starts with. */
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
    public boolean startsPhase(int epoch) {
      return recipe.startsPhase(epoch);
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
    public ComputationGraph phase(ComputationGraph network, int batches) {
      starts.add(network.params().dup());
      return recipe.phase(network, batches);
    }

    @Override
    public MultiDataSet step(ComputationGraph network, DataSet batch, int epoch) {
      return recipe.step(network, batch, epoch);
    }

    @Override
    public ComputationGraph finish(ComputationGraph network, DataSetIterator heldOut) {
      return recipe.finish(network, heldOut);
    }
  }

  @Test
  void thePhaseStartsOnceFromTheAveragedWeights() throws IOException {
    List<INDArray> starts = new ArrayList<>();
    Watched recipe = new Watched(recipe(true, 0).from(twin()), starts);
    ComputationGraph trained =
        new RecipeRun(recipe, DATA, directory).run(new RecipeProgress() {}).network();
    ComputationGraph exit = recipe.start(BATCHES);
    WeightAverage average = new WeightAverage(exit, recipe.averaging());
    RecipeStep step = new RecipeStep(recipe, exit, average);
    for (int epoch = 1; epoch <= 2; epoch++) {
      for (DataSetIterator batches = DATA.epoch(epoch); batches.hasNext(); ) {
        step.fit(batches.next(), epoch);
      }
    }
    average.install();
    assertThat(starts).containsExactly(exit.params());
    for (String layer : EXIT_LAYERS) { // the average of the same numbers, but for rounding
      assertThat(weights(trained, layer))
          .as(layer)
          .containsExactly(weights(exit, layer), within(1e-5f));
    }
  }

  @Test
  void whoeverTrainsOnTrainsTheExitAsWell() {
    LeNetRecipe recipe = recipe(true).from(twin());
    ComputationGraph whole = recipe.phase(recipe.start(BATCHES), BATCHES);
    ComputationGraph finished = recipe.finish(whole, DATA.heldOut());
    for (String layer : EXIT_LAYERS) {
      assertThat(finished.getLearningRate(layer)).as(layer).isEqualTo(REST_RATE);
    }
  }

  @Test
  void aTwinThatIsTrainedOnMeanwhileIsNotHeeded() {
    ComputationGraph twin = twin();
    LeNetRecipe recipe = recipe(true).from(twin);
    ComputationGraph alone = recipe.start(BATCHES);
    DataSet batch = DATA.epoch(1).next();
    INDArray labels = recipe.step(alone, batch, 1).getLabels(0);
    float[] before = weights(twin, "conv-2");
    twin.fit(batch);
    assertThat(recipe.step(alone, batch, 1).getLabels(0)).isEqualTo(labels);
    assertThat(weights(recipe.phase(alone, BATCHES), "conv-2")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 7, 10}) // in each of the four epochs
  void aRunThatWasKilledEndsAsOneThatWasNot(int batch) throws IOException {
    Path whole = Files.createDirectory(directory.resolve("whole"));
    Path killed = Files.createDirectory(directory.resolve("killed"));
    ComputationGraph twin = twin();
    TrainedNetwork expected =
        new RecipeRun(recipe(true).from(twin), DATA, whole).run(new RecipeProgress() {});
    RecipeProgress dies =
        new RecipeProgress() {
          private int batches;

          @Override
          public void batchDone() {
            if (++batches == batch) {
              throw new IllegalStateException("killed");
            }
          }
        };
    assertThatThrownBy(() -> new RecipeRun(recipe(true).from(twin), DATA, killed).run(dies))
        .hasMessage("killed");
    TrainedNetwork found =
        new RecipeRun(recipe(true).from(twin), DATA, killed).run(new RecipeProgress() {});
    assertThat(found.metrics()).isEqualTo(expected.metrics()).hasSize(4);
    assertThat(found.network().params()).isEqualTo(expected.network().params());
    assertThat(found.network().getConfiguration().getNetworkOutputs())
        .containsExactly(RoutedLeNet.CLASSES);
    assertThat(found.metrics().get(1).macs()).isLessThan(found.metrics().get(2).macs());
  }

  @Test
  void theGatesLetAsManyLeaveAsWereNamedBefore() throws IOException {
    ComputationGraph trained =
        new RecipeRun(recipe(true, 0, 1).from(twin()), DATA, directory)
            .run(new RecipeProgress() {})
            .network();
    assertThat(trained.getConfiguration().getNetworkOutputs()).containsExactly(RoutedLeNet.CLASSES);
    assertThat(RoutedOutcome.of(trained, DATA.heldOut()).through())
        .containsEntry(RoutedLeNet.IMAGE_GATE, 0.75)
        .containsEntry(RoutedLeNet.GATE, 0.5);
  }

  @Test
  void settingsThatCannotTrainAreRefused() {
    ExitPhases phases = new ExitPhases(2, EXIT_RATE, DROPOUT, REST_RATE);
    ExitSettings one = new ExitSettings(SHARE, List.of(0.75), 0.1);
    assertThatThrownBy(
            () -> new LeNetSettings(1, 16, 16, 2, 8, 4, 3, 2, 0.005, 0.5, phases, one, 7))
        .hasMessageContaining("the network's exits, 2, found [0.75]");
    assertThatThrownBy(() -> new ExitPhases(0, EXIT_RATE, DROPOUT, REST_RATE))
        .hasMessageContaining("found 0");
    assertThatThrownBy(() -> new ExitPhases(1, 0, DROPOUT, REST_RATE))
        .hasMessageContaining("the exit alone above 0, found 0.0");
    assertThatThrownBy(() -> new ExitPhases(1, EXIT_RATE, DROPOUT, -1))
        .hasMessageContaining("the rest of the network above 0, found -1.0");
    assertThatThrownBy(() -> new ExitPhases(1, EXIT_RATE, 1, REST_RATE))
        .hasMessageContaining("below 1, found 1.0");
  }
}
