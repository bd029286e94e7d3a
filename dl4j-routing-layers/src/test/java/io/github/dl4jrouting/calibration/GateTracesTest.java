package io.github.dl4jrouting.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.transform.BlockKind;
import io.github.dl4jrouting.transform.RoutingTransform;
import io.github.dl4jrouting.transform.TransformFixtures;
import io.github.dl4jrouting.vertex.ResidualVertex;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class GateTracesTest {
  private static void assertAsTheNetworkItself(
      ComputationGraph gated, MultiDataSet data, InputType... types) {
    GateTraces traces =
        new TraceRecorder(gated, types).record(new SingletonMultiDataSetIterator(data));
    Random random = new Random(5);
    for (int trial = 0; trial < 6; trial++) {
      double[] thresholds = new double[traces.gates()];
      for (int i = 0; i < thresholds.length; i++) {
        double[] seen = traces.scores(i, thresholds, traces.directions());
        thresholds[i] = (float) (seen[random.nextInt(seen.length)] + 1e-4);
        Thresholded.of(gated.getLayer(traces.sites().get(i).gate())).setThreshold(thresholds[i]);
      }
      INDArray[] answers = gated.output(data.getFeatures());
      INDArray wrong =
          answers[0].argMax(1).neq(data.getLabels(0).argMax(1)).castTo(answers[0].dataType());
      double skipped = 0;
      double macs = 0;
      for (GateSite site : traces.sites()) {
        INDArray p = gated.feedForward(data.getFeatures(), false).get(site.gate()).mean(0);
        skipped += p.getDouble(1) / traces.gates();
        macs += p.getDouble(1) * site.throughMacs();
        macs -= p.getDouble(1) * site.bypassMacs();
      }
      Outcome outcome = traces.evaluate(thresholds);
      assertThat(outcome.accuracy()).isCloseTo(1 - wrong.meanNumber().doubleValue(), within(1e-6));
      assertThat(outcome.skipRatio()).isCloseTo(skipped, within(1e-6));
      assertThat(outcome.macs())
          .isCloseTo(traces.uniform(traces.dense()).macs() - macs, within(1e-2));
    }
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void judgesThresholdsAsTheNetworkItselfDoes(Direction direction) {
    ComputationGraph gated =
        RoutingTransform.of(TrainedClassifier.train())
            .withActivityGates(ActivityMeasure.RMS, direction);
    assertAsTheNetworkItself(
        gated, TrainedClassifier.samples(200, 9).toMultiDataSet(), InputType.feedForward(4));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void judgesRoutedResidualBlocks(boolean apart) {
    assertAsTheNetworkItself(
        TrainedClassifier.ofRoutedBlocks(apart),
        TrainedClassifier.samples(200, 9).toMultiDataSet(),
        InputType.feedForward(4));
  }

  /** A projection on the way around is needed by those who go through, too. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void countsTheInputOfAResidualBlockForAll(boolean apart) {
    ActivityGateLayer gate = new ActivityGateLayer.Builder().threshold(-1).build();
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(4))
            .addLayer("stem", new DenseLayer.Builder().nOut(6).build(), "in")
            .addLayer("f0", new DenseLayer.Builder().nOut(20).build(), "stem")
            .addLayer("f", new DenseLayer.Builder().nOut(10).build(), "f0")
            .addLayer("x", new DenseLayer.Builder().nOut(10).build(), "stem")
            .addLayer("gate", gate, "stem");
    if (apart) {
      graph
          .addVertex("sum", new ResidualVertex("y"), "x", "f")
          .addVertex("y", new RoutingVertex(), "gate", "sum", "x");
    } else {
      graph.addVertex("y", RoutingVertex.residual("y"), "gate", "f", "x");
    }
    ComputationGraph network =
        new ComputationGraph(
            graph
                .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "y")
                .setOutputs("out")
                .build());
    network.init();
    MultiDataSet data = TrainedClassifier.samples(20, 9).toMultiDataSet();
    GateTraces traces =
        new TraceRecorder(network, InputType.feedForward(4))
            .record(new SingletonMultiDataSetIterator(data));
    assertThat(traces.denseMacs()).isEqualTo(4 * 6 + 6 * 20 + 20 * 10 + 6 * 10 + 10 * 3);
    for (double threshold : new double[] {-1, 1e9}) {
      Thresholded.of(network.getLayer("gate")).setThreshold(threshold);
      long[] macs = RoutedInference.compile(network).infer(data.getFeatures()).macs();
      assertThat(traces.evaluate(threshold).macs()).isEqualTo(macs[0]);
    }
  }

  @Test
  void judgesConvolutionsWithShortcutsAndActivationsAfterTheSum() {
    ComputationGraph network = TransformFixtures.residualImages();
    InputType images = TransformFixtures.imageType();
    ComputationGraph gated =
        RoutingTransform.of(network, images)
            .kinds(BlockKind.RESIDUAL, BlockKind.PROJECTION)
            .withActivityGates();
    assertAsTheNetworkItself(gated, TransformFixtures.data(network, 40), images);
  }

  @Test
  void countsOpenAsTheDenseNetworkPlusItsGates() {
    ComputationGraph network = TrainedClassifier.train();
    RoutingTransform transform = RoutingTransform.of(network);
    GateTraces traces =
        new TraceRecorder(transform.withActivityGates(), transform.inputTypes())
            .record(TrainedClassifier.data(100, 3));
    assertThat(traces.denseMacs()).isEqualTo(transform.macs());
    Outcome open = traces.uniform(traces.dense());
    assertThat(open.macs()).isEqualTo(transform.macs() + 4 * 16);
    assertThat(open.skipRatio()).isZero();
    Outcome closed = traces.uniform(0);
    assertThat(closed.skipRatio()).isEqualTo(1);
    assertThat(closed.macs()).isEqualTo(4 * 16 + 16 * 3 + 4 * 16);
  }

  @Test
  void refusesWhatItCannotJudge() {
    ComputationGraph network = TrainedClassifier.train();
    assertThatThrownBy(() -> new TraceRecorder(network, InputType.feedForward(4)))
        .hasMessageContaining("withActivityGates");
    RoutingTransform transform = RoutingTransform.of(network);
    GateTraces traces =
        new TraceRecorder(transform.withActivityGates(), transform.inputTypes())
            .record(TrainedClassifier.data(20, 3));
    assertThatThrownBy(() -> traces.evaluate(1, 2)).hasMessageContaining("each of 4 gates");
    assertThatThrownBy(() -> traces.evaluate(1, 2, Double.NaN, 3)).hasMessageContaining("NaN");
  }
}
