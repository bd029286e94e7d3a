package io.github.dl4jrouting.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.gate.Thresholded;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

class RoutingTransformTest {
  private static List<float[]> bits(INDArray[] arrays) {
    return Arrays.stream(arrays).map(a -> a.dup('c').data().asFloat()).toList();
  }

  private static void assertSameOutputs(ComputationGraph expected, ComputationGraph found) {
    for (int samples : new int[] {1, 6}) {
      MultiDataSet data = TrainedNetworks.data(expected, samples, 42);
      List<float[]> outputs = bits(expected.output(data.getFeatures()));
      List<float[]> others = bits(found.output(data.getFeatures()));
      for (int i = 0; i < outputs.size(); i++) {
        assertThat(others.get(i)).containsExactly(outputs.get(i));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TrainedNetworks.class)
  void openGatesChangeNoBitOfTheOutput(TrainedNetworks source) {
    ComputationGraph network = source.trained();
    RoutingTransform transform = RoutingTransform.of(network, source.types());
    assertSameOutputs(network, transform.withActivityGates());
    assertSameOutputs(
        network, transform.withActivityGates(ActivityMeasure.RMS, Direction.SKIP_HIGH));
    assertSameOutputs(network, transform.withRouters(4));
    assertSameOutputs(network, transform.scaledBypass().withActivityGates());
  }

  @ParameterizedTest
  @EnumSource(TrainedNetworks.class)
  void trainingOnBehindOpenGatesGivesTheSameBitsAsWithoutThem(TrainedNetworks source) {
    ComputationGraph network = source.trained();
    ComputationGraph gated = RoutingTransform.of(network, source.types()).withActivityGates();
    TrainedNetworks.train(network, 4);
    TrainedNetworks.train(gated, 4);
    for (String name : network.paramTable().keySet()) {
      assertThat(gated.getParam(name).dup('c').data().asFloat())
          .as(name)
          .containsExactly(network.getParam(name).dup('c').data().asFloat());
    }
    assertThat(gated.getIterationCount()).isEqualTo(network.getIterationCount());
  }

  @ParameterizedTest
  @EnumSource(TrainedNetworks.class)
  void aTransformedNetworkIsSavedRestoredAndTrainedOn(TrainedNetworks source, @TempDir Path folder)
      throws Exception {
    ComputationGraph gated = source.transform().withActivityGates();
    File file = folder.resolve("gated.zip").toFile();
    ModelSerializer.writeModel(gated, file, true);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file, true);
    assertSameOutputs(gated, restored);
    TrainedNetworks.train(gated, 2);
    TrainedNetworks.train(restored, 2);
    assertThat(restored.params().equalsWithEps(gated.params(), 0)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(TrainedNetworks.class)
  void fusingOpenGatesGivesTheOriginalBack(TrainedNetworks source) {
    ComputationGraph network = source.trained();
    ComputationGraph gated = RoutingTransform.of(network, source.types()).withActivityGates();
    ComputationGraph fused = RoutingTransform.fuse(gated);
    assertThat(fused.getConfiguration().getVertices().keySet())
        .containsExactlyInAnyOrderElementsOf(network.getConfiguration().getVertices().keySet());
    assertSameOutputs(network, fused);
    TrainedNetworks.train(network, 3);
    TrainedNetworks.train(fused, 3);
    assertSameOutputs(network, fused);
  }

  @ParameterizedTest
  @EnumSource(TrainedNetworks.class)
  void fusingClosedGatesTakesTheirBlocksOut(TrainedNetworks source) {
    RoutingTransform transform = source.transform();
    ComputationGraph gated = transform.withActivityGates();
    List<SkippableBlock> blocks = transform.blocks();
    SkippableBlock closed = blocks.get(blocks.size() - 1);
    Thresholded.of(gated.getLayer(RoutingTransform.routerName(closed)))
        .setThreshold(Double.POSITIVE_INFINITY);
    ComputationGraph fused = RoutingTransform.fuse(gated);
    assertThat(fused.getConfiguration().getVertices().keySet())
        .doesNotContainAnyElementsOf(closed.vertices());
    assertThat(fused.numParams()).isLessThan(gated.numParams());
    assertSameOutputs(gated, fused);
  }

  @Test
  void findsResidualBlocksByTheirAdditions() {
    List<SkippableBlock> blocks = TrainedNetworks.RESNET.transform().blocks();
    assertThat(blocks).extracting(SkippableBlock::name).containsExactly("b0-add", "b2-add");
    assertThat(blocks.get(0).kind()).isEqualTo(BlockKind.RESIDUAL);
    assertThat(blocks.get(0).input()).isEqualTo("stem");
    assertThat(blocks.get(0).vertices())
        .containsExactly("b0-conv1", "b0-bn1", "b0-conv2", "b0-bn2", "b0-add");
    assertThat(blocks.get(0).macs()).isEqualTo(2L * 9 * 4 * 4 * 64);
  }

  @Test
  void leavesDownSamplingBlocksAloneUnlessAsked() {
    RoutingTransform transform =
        TrainedNetworks.RESNET.transform().kinds(BlockKind.PROJECTION, BlockKind.RESIDUAL);
    SkippableBlock down = transform.blocks().get(1);
    assertThat(down.kind()).isEqualTo(BlockKind.PROJECTION);
    assertThat(down.input()).isEqualTo("b0-relu");
    assertThat(down.bypass()).isEqualTo("b1-short");
    assertThat(down.vertices()).containsExactly("b1-conv1", "b1-bn1", "b1-conv2", "b1-add");
    assertSameOutputs(TrainedNetworks.RESNET.trained(), transform.withActivityGates());
  }

  @Test
  void findsLayersThatKeepTheShapeWithWhatFollowsThem() {
    List<SkippableBlock> blocks = TrainedNetworks.PLAIN_MLP.transform().blocks();
    assertThat(blocks)
        .extracting(SkippableBlock::vertices)
        .containsExactly(List.of("l1"), List.of("l2", "drop"), List.of("l3"));
  }

  @Test
  void neverFindsTheFirstLayerUnlessAsked() {
    MultiLayerNetwork square =
        new MultiLayerNetwork(
            new org.deeplearning4j.nn.conf.NeuralNetConfiguration.Builder()
                .list()
                .layer(new org.deeplearning4j.nn.conf.layers.DenseLayer.Builder().nOut(4).build())
                .layer(new org.deeplearning4j.nn.conf.layers.DenseLayer.Builder().nOut(4).build())
                .layer(new org.deeplearning4j.nn.conf.layers.OutputLayer.Builder().nOut(4).build())
                .setInputType(InputType.feedForward(4))
                .build());
    RoutingTransform transform = RoutingTransform.of(square);
    assertThat(transform.blocks()).extracting(SkippableBlock::name).containsExactly("1");
    assertThat(transform.includeFirst(true).blocks())
        .extracting(SkippableBlock::name)
        .containsExactly("0", "1");
  }

  @Test
  void aRangeReplacesTheBlocksItOverlaps() {
    ComputationGraph network = TrainedNetworks.PLAIN_MLP.trained();
    RoutingTransform transform = RoutingTransform.of(network).range("l1", "l2");
    assertThat(transform.blocks())
        .extracting(SkippableBlock::vertices)
        .containsExactly(List.of("l1", "l2"), List.of("l3"));
    assertSameOutputs(network, transform.withActivityGates());
  }

  @Test
  void aRangeThatIsNoBlockIsRefusedWithTheReason() {
    RoutingTransform transform = TrainedNetworks.RESIDUAL_MLP.transform();
    assertThatThrownBy(() -> transform.range("nowhere", "add1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"nowhere\"")
        .hasMessageContaining("d0");
    assertThatThrownBy(() -> transform.range("d0", "d0")).hasMessageContaining("its input is");
    assertThatThrownBy(() -> transform.range("add2", "d0"))
        .hasMessageContaining("\"add2\" has 2 inputs");
    assertThatThrownBy(() -> transform.range("e2", "d0")).hasMessageContaining("does not come");
    assertThatThrownBy(() -> transform.range("out", "out")).hasMessageContaining("is an output");
    assertThatThrownBy(() -> transform.range("e0", "add1")).hasMessageContaining("something else");
  }

  @Test
  void aNetworkWithoutBlocksIsRefusedWithWhatWasLookedFor() {
    assertThatThrownBy(
            () ->
                TrainedNetworks.PLAIN_MLP.transform().kinds(BlockKind.RESIDUAL).withActivityGates())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[RESIDUAL]")
        .hasMessageContaining("SAME_SHAPE")
        .hasMessageContaining("range(from, to)");
  }

  @Test
  void imagesNeedTheirInputType() {
    assertThatThrownBy(() -> RoutingTransform.of(TrainedNetworks.RESNET.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("InputType.convolutional");
  }

  @Test
  void aNetworkIsNotTransformedTwiceInTheSamePlace() {
    ComputationGraph gated = TrainedNetworks.RESIDUAL_MLP.transform().withActivityGates();
    assertThatThrownBy(() -> RoutingTransform.of(gated).withActivityGates())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none that remain");
  }
}
