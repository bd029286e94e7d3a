package io.github.dl4jrouting.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Freezing changes how a network is trained, and nothing that this library sees in it. */
class FrozenNetworksTest {
  private static final InputType INPUT = InputType.feedForward(4);

  enum Freezing {
    TRANSFER_LEARNING(FrozenNetworksTest::byTransferLearning),
    TRANSFER_LEARNING_RESTORED(network -> restored(byTransferLearning(network))),
    WITH_BACKPROP(FrozenNetworksTest::withBackprop);

    private final UnaryOperator<ComputationGraph> freeze;

    Freezing(UnaryOperator<ComputationGraph> freeze) {
      this.freeze = freeze;
    }

    ComputationGraph of(ComputationGraph network) {
      return freeze.apply(network);
    }
  }

  private static ComputationGraph byTransferLearning(ComputationGraph network) {
    String last = network.getConfiguration().getVertexInputs().get("out").get(0);
    return new TransferLearning.GraphBuilder(network).setFeatureExtractor(last).build();
  }

  private static ComputationGraph restored(ComputationGraph network) {
    try {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      ModelSerializer.writeModel(network, file, true);
      return ModelSerializer.restoreComputationGraph(
          new ByteArrayInputStream(file.toByteArray()), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ComputationGraph withBackprop(ComputationGraph network) {
    ComputationGraphConfiguration configuration = network.getConfiguration().clone();
    configuration
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex layer && !name.equals("out")) {
                var frozen = new FrozenLayerWithBackprop(layer.getLayerConf().getLayer());
                frozen.setLayerName(name);
                layer.getLayerConf().setLayer(frozen);
              }
            });
    ComputationGraph frozen = new ComputationGraph(configuration);
    frozen.init();
    network.paramTable().forEach((name, value) -> frozen.getParam(name).assign(value));
    return frozen;
  }

  private static ComputationGraph gated() {
    ComputationGraph gated =
        RoutingTransform.of(TrainedClassifier.train()).scaledBypass().withActivityGates();
    new SkipRatioCalibrator(gated, INPUT).calibrate(TrainedClassifier.data(400, 51), 0.5);
    return gated;
  }

  @ParameterizedTest
  @EnumSource
  void theEngineGivesTheSameOutputsDecisionsAndCosts(Freezing freezing) {
    ComputationGraph gated = gated();
    INDArray x = TrainedClassifier.samples(40, 3).getFeatures();
    InferenceResult before = RoutedInference.compile(gated).infer(x);
    InferenceResult after = RoutedInference.compile(freezing.of(gated)).infer(x);
    assertThat(after.macs()).containsExactly(before.macs()).isNotEmpty();
    assertThat(after.decisions()).isEqualTo(before.decisions()).hasSize(4);
    assertThat(after.outputs()).isEqualTo(before.outputs());
    assertThat(after.outputs().get(0).equalsWithEps(gated.outputSingle(x), 1e-5)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void costsAndCalibrationSitesAreTheSame(Freezing freezing) {
    ComputationGraph gated = gated();
    ComputationGraph frozen = freezing.of(gated);
    assertThat(CostModel.of(frozen, INPUT)).isEqualTo(CostModel.of(gated, INPUT));
    GateSites sites = GateSites.of(frozen, INPUT);
    assertThat(sites).isEqualTo(GateSites.of(gated, INPUT));
    assertThat(sites.sites()).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource
  void thresholdsAreCalibratedTheSame(Freezing freezing) {
    ComputationGraph gated = gated();
    ComputationGraph frozen = freezing.of(gated);
    var data = TrainedClassifier.data(300, 9);
    assertThat(new SkipRatioCalibrator(frozen, INPUT).calibrate(data, 0.3))
        .isEqualTo(new SkipRatioCalibrator(gated, INPUT).calibrate(data, 0.3));
    assertThat(new TraceRecorder(frozen, INPUT).record(data).evaluate(thresholds(frozen)))
        .isEqualTo(new TraceRecorder(gated, INPUT).record(data).evaluate(thresholds(gated)));
  }

  private static double[] thresholds(ComputationGraph network) {
    return GateSites.of(network, INPUT).sites().stream()
        .mapToDouble(site -> Thresholded.of(network.getLayer(site.gate())).threshold())
        .toArray();
  }

  @ParameterizedTest
  @EnumSource
  void thresholdsAreTunedAllTheSame(Freezing freezing) {
    ComputationGraph frozen = freezing.of(gated());
    double[] before = thresholds(frozen);
    new ThresholdTuning(2, 0.03, 1)
        .tune(frozen, CalibrationData.multi(TrainedClassifier.data(200, 51)), INPUT);
    double[] after = thresholds(frozen);
    for (int i = 0; i < before.length; i++) {
      assertThat(after[i]).as("gate %d", i).isNotEqualTo(before[i]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameBlocksAreFoundAndNoneTwice(Freezing freezing) {
    ComputationGraph plain = TrainedClassifier.train().clone();
    ComputationGraph frozen = freezing.of(plain);
    assertThat(RoutingTransform.of(frozen).blocks())
        .isEqualTo(RoutingTransform.of(plain).blocks())
        .hasSize(4);
    INDArray x = TrainedClassifier.samples(10, 3).getFeatures();
    assertThat(RoutingTransform.of(frozen).withActivityGates().outputSingle(x))
        .isEqualTo(plain.outputSingle(x));
    ComputationGraph gated = gated();
    assertThat(RoutingTransform.of(freezing.of(gated), INPUT).blocks())
        .isEqualTo(RoutingTransform.of(gated, INPUT).blocks());
  }

  @ParameterizedTest
  @EnumSource
  void constantGatesAreTakenOut(Freezing freezing) {
    ComputationGraph gated = gated();
    for (String gate : List.of("add0-router", "add2-router")) {
      Thresholded.of(gated.getLayer(gate)).setThreshold(Double.POSITIVE_INFINITY);
    }
    ComputationGraph expected = RoutingTransform.fuse(gated);
    ComputationGraph fused = RoutingTransform.fuse(freezing.of(gated));
    assertThat(fused.getConfiguration().getVertices().keySet())
        .isEqualTo(expected.getConfiguration().getVertices().keySet())
        .doesNotContain("add0-router", "d0");
    INDArray x = TrainedClassifier.samples(10, 3).getFeatures();
    assertThat(fused.outputSingle(x)).isEqualTo(expected.outputSingle(x));
  }
}
