package io.github.dl4jrouting.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.gate.ConfidenceMeasure;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.deeplearning4j.zoo.ZooModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

class RoutedLeNetTest {

  private static final double EPSILON = 1e-7;

  private static RoutedLeNetBuilder small() {
    return RoutedLeNet.builder().image(1, 16, 16).classes(3).exitUnits(4).seed(5);
  }

  private static RoutedLeNetBuilder exit() {
    return small().routing(Routing.EARLY_EXIT);
  }

  private static MultiDataSet labelled(INDArray x, int outputs) {
    INDArray y = Nd4j.zeros(x.dataType(), x.size(0), 3);
    for (int n = 0; n < x.size(0); n++) {
      y.putScalar(n, n % 3, 1);
    }
    INDArray[] labels = new INDArray[outputs];
    Arrays.fill(labels, y);
    return new MultiDataSet(new INDArray[] {x}, labels);
  }

  private static INDArray images(int count) {
    return Nd4j.rand(DataType.FLOAT, count, 1, 16, 16);
  }

  /** The median confidence of the early classifier: about half of the samples are surer. */
  private static double median(ComputationGraph network, INDArray x) {
    return median(network, 1, x);
  }

  /** That of any early classifier's output. */
  private static double median(ComputationGraph network, int output, INDArray x) {
    double[] sure = network.output(x)[output].max(1).toDoubleVector();
    Arrays.sort(sure);
    return (sure[sure.length / 2 - 1] + sure[sure.length / 2]) / 2;
  }

  @BeforeEach
  void startRandomNumbersAnew() {
    Nd4j.getRandom().setSeed(7);
  }

  @Test
  void theDenseTwinIsTheClassicLeNet() {
    ComputationGraph dense = RoutedLeNet.builder().build().init();
    assertThat(dense.numParams()).isEqualTo(520 + 25_050 + 400_500 + 5_010);
    assertThat(CostModel.of(dense, InputType.convolutional(28, 28, 1)).total())
        .isEqualTo(288_000 + 1_600_000 + 400_000 + 5_000);
  }

  @ParameterizedTest
  @EnumSource(Routing.class)
  void trainsSavesAndLoads(Routing routing) throws IOException {
    ComputationGraph network = small().routing(routing).build().init();
    MultiDataSet data = labelled(images(12), network.getNumOutputArrays());
    double before = network.score(data);
    for (int i = 0; i < 20; i++) {
      network.fit(data);
    }
    assertThat(network.score(data)).isLessThan(before);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, out, true);
    ComputationGraph restored =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(out.toByteArray()));
    assertThat(restored.getConfiguration()).isEqualTo(network.getConfiguration());
    assertThat(restored.output(data.getFeatures(0))[0])
        .isEqualTo(network.output(data.getFeatures(0))[0]);
  }

  @ParameterizedTest
  @EnumSource(Routing.class)
  void nobodyExitsUntilTheThresholdIsSetSoTwinsAgree(Routing routing) {
    ComputationGraph dense = small().build().init();
    ComputationGraph twin = small().routing(routing).build().init();
    INDArray x = images(6);
    if (routing != Routing.ROUTERS) { // its router may close the dense stage from the start
      assertThat(twin.output(x)[0]).isEqualTo(dense.output(x)[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({"MAX_PROBABILITY, -1", "ENTROPY, 9"})
  void everybodyExitsWhereTheThresholdSaysSo(ConfidenceMeasure confidence, double threshold) {
    ComputationGraph network =
        exit().confidence(confidence).exitThreshold(threshold).build().init();
    INDArray[] outputs = network.output(images(6));
    assertThat(outputs[0]).isEqualTo(outputs[1]);
    ComputationGraph open = exit().confidence(confidence).build().init();
    INDArray[] others = open.output(images(6));
    assertThat(others[0]).isNotEqualTo(others[1]);
  }

  @ParameterizedTest
  @EnumSource(Routing.class)
  void theEngineGivesTheStockNetworksOutputs(Routing routing) {
    ComputationGraph network = small().routing(routing).build().init();
    INDArray x = images(40);
    if (routing != Routing.NONE) {
      Thresholded.of(network.getLayer(RoutedLeNet.GATE)).setThreshold(median(network, x));
    }
    for (INDArray batch : new INDArray[] {x, x.slice(0).reshape(1, 1, 16, 16)}) {
      INDArray[] engine = RoutedInference.compile(network).output(batch);
      INDArray[] stock = network.output(batch);
      for (int o = 0; o < stock.length; o++) {
        assertThat(engine[o].equalsWithEps(stock[o], 1e-5)).as("output " + o).isTrue();
      }
    }
  }

  @Test
  void theEngineSkipsTheDeepPartForSamplesThatExit() {
    ComputationGraph network = exit().build().init();
    INDArray x = images(40);
    Thresholded.of(network.getLayer(RoutedLeNet.GATE)).setThreshold(median(network, x));
    ComputationGraph deployed = RoutedLeNet.withoutTrainingOutput(network);
    InferenceResult result = RoutedInference.compile(deployed).infer(x);
    CostModel costs = CostModel.of(deployed, InputType.convolutional(16, 16, 1));
    long deep = Stream.of("conv-1-rest", "conv-2", "dense-0", "dense-1").mapToLong(costs::of).sum();
    INDArray paths = result.decisions().get(RoutedLeNet.GATE);
    for (int n = 0; n < 40; n++) {
      long expected = paths.getDouble(n, 1) == 1 ? costs.total() - deep : costs.total();
      assertThat(result.macs()[n]).isEqualTo(expected);
    }
    assertThat(paths.getColumn(1).sumNumber().intValue()).isEqualTo(20);
  }

  @Test
  void theEngineComputesNoConvolutionForSamplesThatExitAtTheImage() {
    ComputationGraph network = exit().imageExitUnits(4).build().init();
    INDArray x = images(40);
    double[] sure = network.output(x)[2].max(1).toDoubleVector();
    double threshold = median(network, 2, x);
    Thresholded.of(network.getLayer(RoutedLeNet.IMAGE_GATE)).setThreshold(threshold);
    Thresholded.of(network.getLayer(RoutedLeNet.GATE)).setThreshold(median(network, x));
    ComputationGraph deployed = RoutedLeNet.withoutTrainingOutput(network);
    InferenceResult result = RoutedInference.compile(deployed).infer(x);
    assertThat(result.outputs().get(0).equalsWithEps(network.output(x)[0], 1e-5)).isTrue();
    CostModel costs = CostModel.of(deployed, InputType.convolutional(16, 16, 1));
    long deep = Stream.of("conv-1-rest", "conv-2", "dense-0", "dense-1").mapToLong(costs::of).sum();
    long first =
        Stream.of("conv-1", "exit-dense", "exit-scores", RoutedLeNet.GATE)
            .mapToLong(costs::of)
            .sum();
    INDArray atImage = result.decisions().get(RoutedLeNet.IMAGE_GATE);
    INDArray later = result.decisions().get(RoutedLeNet.GATE);
    int exited = 0;
    for (int n = 0; n < 40; n++) {
      boolean atOnce = atImage.getDouble(n, 1) == 1;
      assertThat(atOnce).isEqualTo(sure[n] >= threshold);
      assertThat(later.getDouble(n, 0) + later.getDouble(n, 1)).isEqualTo(atOnce ? 0 : 1);
      long skipped = atOnce ? deep + first : later.getDouble(n, 1) == 1 ? deep : 0;
      assertThat(result.macs()[n]).isEqualTo(costs.total() - skipped);
      exited += atOnce ? 1 : 0;
    }
    assertThat(exited).isEqualTo(20);
    assertThat(later.getColumn(1).sumNumber().intValue()).isBetween(1, 19);
    for (int n = 0; n < 40; n++) {
      INDArray one = RoutedInference.compile(deployed).output(x.slice(n).reshape(1, 1, 16, 16))[0];
      assertThat(one.equalsWithEps(result.outputs().get(0).getRow(n, true), 1e-5)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Routing.class,
      names = {"EARLY_EXIT", "ACTIVITY_GATES"})
  void withoutGatesItLearnsWhatItLearnsWithOpenOnes(Routing routing) {
    ComputationGraph gated = exit().routing(routing).imageExitUnits(4).build().init();
    ComputationGraph ungated = ExitHead.withoutGates(gated);
    assertThat(ungated.getConfiguration().getVertices())
        .doesNotContainKeys(
            RoutedLeNet.GATE,
            RoutedLeNet.IMAGE_GATE,
            "scores",
            "image-scores",
            "exit-classes",
            "image-exit-classes");
    boolean gates = gated.getConfiguration().getVertices().containsKey("dense-router");
    assertThat(gates).isEqualTo(routing == Routing.ACTIVITY_GATES);
    assertThat(ungated.getConfiguration().getVertices().containsKey("dense-router"))
        .isEqualTo(gates);
    assertThat(ungated.getConfiguration().getNetworkOutputs())
        .isEqualTo(gated.getConfiguration().getNetworkOutputs());
    assertThat(gated.getConfiguration().getVertices()).containsKey(RoutedLeNet.IMAGE_GATE);
    MultiDataSet data = labelled(images(12), 3);
    for (int step = 0; step < 3; step++) {
      gated.fit(data);
      ungated.fit(data);
    }
    assertThat(ungated.score()).isEqualTo(gated.score());
    assertThat(ungated.output(data.getFeatures(0))).isEqualTo(gated.output(data.getFeatures(0)));
  }

  @Test
  void gatesAreTakenOutOfNetworksThatTrainWithExitsAlone() {
    ComputationGraph ungated = ExitHead.withoutGates(exit().imageExitUnits(4).build().init());
    assertThat(ExitHead.withoutGates(ungated).getConfiguration())
        .isEqualTo(ungated.getConfiguration());
    for (ComputationGraph other :
        new ComputationGraph[] {
          small().build().init(), RoutedLeNet.withoutTrainingOutput(exit().build().init())
        }) {
      assertThatThrownBy(() -> ExitHead.withoutGates(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("an output \"exit\"")
          .hasMessageContaining("[classes]");
    }
  }

  @Test
  void anExitAtTheImageIsThereWhereItIsAskedFor() {
    assertThat(exit().build().init().getConfiguration().getNetworkOutputs())
        .containsExactly(RoutedLeNet.CLASSES, RoutedLeNet.EXIT);
    ComputationGraph network = exit().imageExitUnits(4).build().init();
    assertThat(network.getConfiguration().getNetworkOutputs())
        .containsExactly(RoutedLeNet.CLASSES, RoutedLeNet.EXIT, RoutedLeNet.IMAGE_EXIT);
    assertThat(network.getLayer("image-exit-dense").getParam("W").shape())
        .containsExactly(16 * 16, 4);
    assertThatThrownBy(() -> RoutedLeNet.builder().imageExitUnits(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found -1");
  }

  @Test
  void whatTheExitDoesNotSeeOfTheFirstStageIsALayerOfItsOwn() {
    ComputationGraph network = exit().exitFilters(6).build().init();
    CostModel costs = CostModel.of(network, InputType.convolutional(16, 16, 1));
    long filter = 12 * 12 * 5 * 5;
    assertThat(costs.of("conv-1")).isEqualTo(6 * filter);
    assertThat(costs.of("conv-1-rest")).isEqualTo(14 * filter);
    assertThat(costs.of("exit-dense")).isEqualTo(6 * 6 * 6 * 4);
    ComputationGraph whole = exit().exitFilters(20).build().init();
    assertThat(whole.getConfiguration().getVertices()).doesNotContainKey("conv-1-rest");
    assertThat(whole.getLayer("conv-1").getParam("W").size(0)).isEqualTo(20);
    INDArray x = images(6);
    assertThat(whole.output(x)[0]).isEqualTo(network.output(x)[0]);
    for (int filters : new int[] {0, 21}) {
      assertThatThrownBy(() -> RoutedLeNet.builder().exitFilters(filters))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 20")
          .hasMessageContaining("found " + filters);
    }
  }

  @Test
  void withoutItsTrainingOutputANetworkAnswersTheSameWithOneOutput() {
    ComputationGraph network = exit().build().init();
    INDArray x = images(10);
    Thresholded.of(network.getLayer(RoutedLeNet.GATE)).setThreshold(median(network, x));
    ComputationGraph deployed = RoutedLeNet.withoutTrainingOutput(network);
    assertThat(deployed.outputSingle(x)).isEqualTo(network.output(x)[0]);
    network.fit(labelled(x, 2));
    assertThat(deployed.outputSingle(x)).isNotEqualTo(network.output(x)[0]);
    assertThatThrownBy(() -> RoutedLeNet.withoutTrainingOutput(small().build().init()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exit");
  }

  @Test
  void bothLossesTrainTheFirstStageAndItsGradientsAreRight() {
    ComputationGraph network =
        RoutedLeNet.builder()
            .image(1, 16, 16)
            .classes(3)
            .exitUnits(3)
            .seed(5)
            .dataType(DataType.DOUBLE)
            .updater(new NoOp())
            .l2(0)
            .routing(Routing.EARLY_EXIT)
            .build()
            .init();
    INDArray x = Nd4j.rand(DataType.DOUBLE, 4, 1, 16, 16);
    Thresholded.of(network.getLayer(RoutedLeNet.GATE)).setThreshold(median(network, x));
    MultiDataSet data = labelled(x, 2);
    network.setInputs(data.getFeatures());
    network.setLabels(data.getLabels());
    network.computeGradientAndScore();
    Map<String, INDArray> gradients = new HashMap<>();
    network.gradient().gradientForVariable().forEach((name, g) -> gradients.put(name, g.div(4)));
    Random random = new Random(4);
    network
        .paramTable()
        .forEach(
            (name, values) -> {
              if (!name.endsWith("_tau")) {
                long at = random.nextLong(values.length());
                double expected = difference(network, data, values, at);
                assertThat(gradients.get(name).getDouble(at))
                    .as("%s[%d]", name, at)
                    .isCloseTo(expected, within(1e-6 + 1e-4 * Math.abs(expected)));
              }
            });
    assertThat(gradients.get("conv-1_W").norm2Number().doubleValue()).isPositive();
  }

  private static double difference(
      ComputationGraph network, MultiDataSet data, INDArray values, long at) {
    double before = values.getDouble(at);
    values.putScalar(at, before + EPSILON);
    double up = network.score(data, true);
    values.putScalar(at, before - EPSILON);
    double down = network.score(data, true);
    values.putScalar(at, before);
    return (up - down) / (2 * EPSILON);
  }

  @Test
  void takesImagesInEitherOrderOfAxes() {
    ComputationGraph first = exit().build().init();
    ComputationGraph last = exit().format(CNN2DFormat.NHWC).build().init();
    INDArray x = images(5);
    assertThat(last.output(x.permute(0, 2, 3, 1).dup('c'))[0].shape())
        .isEqualTo(first.output(x)[0].shape());
    last.fit(
        new MultiDataSet(
            new INDArray[] {x.permute(0, 2, 3, 1).dup('c')}, labelled(x, 2).getLabels()));
    assertThat(last.score()).isFinite();
    INDArray nhwc = x.permute(0, 2, 3, 1).dup('c');
    assertThat(RoutedLeNet.withoutTrainingOutput(last).outputSingle(nhwc))
        .isEqualTo(last.output(nhwc)[0]);
  }

  @Test
  void takesTheSizeOfImagesFromAShape() {
    RoutedLeNet model = small().build();
    model.setInputShape(new int[][] {{3, 20, 24}});
    assertThat(model.init().getLayer("conv-1").getParam("W").shape()).containsExactly(20, 3, 5, 5);
    assertThatThrownBy(() -> model.setInputShape(new int[][] {{784}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[[784]]");
    assertThatThrownBy(() -> RoutedLeNet.builder().image(1, 15, 28))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1x15x28");
  }

  @Test
  void isAZooModelThatTheServiceLoaderFinds() {
    assertThat(ServiceLoader.load(ZooModel.class))
        .filteredOn(RoutedLeNet.class::isInstance)
        .hasSize(1);
  }
}
