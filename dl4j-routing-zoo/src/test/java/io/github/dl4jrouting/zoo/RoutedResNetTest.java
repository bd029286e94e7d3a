package io.github.dl4jrouting.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.router.TrainingMode;
import java.util.List;
import java.util.function.Predicate;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutedResNetTest {

  private static List<Layer> layers(
      ComputationGraphConfiguration conf, Predicate<? super Layer> which) {
    return conf.getVertices().values().stream()
        .filter(LayerVertex.class::isInstance)
        .map(vertex -> ((LayerVertex) vertex).getLayerConf().getLayer())
        .filter(which)
        .toList();
  }

  private static long parameters(ComputationGraphConfiguration conf) {
    return layers(conf, layer -> true).stream()
        .filter(layer -> layer.initializer() != null)
        .mapToLong(layer -> layer.initializer().numParams(layer))
        .sum();
  }

  /** Sizes computed apart from this library; running means and variances count as parameters. */
  @ParameterizedTest
  @CsvSource({
    "20, 40813184, 274042, 6",
    "32, 69124736, 469370, 12",
    "56, 125747840, 860026, 24",
    "110, 253149824, 1739002, 51"
  })
  void cifarNetworksHaveThePapersSizes(int layers, long macs, long parameters, int gated) {
    RoutedResNetBuilder builder = RoutedResNet.builder().shape(ResNetShape.cifar(layers));
    assertSizes(builder, layers, macs, parameters, gated);
  }

  @ParameterizedTest
  @CsvSource({"18, 1814073344, 11699112, 4", "50, 4089184256, 25610152, 12"})
  void imageNetNetworksHaveThePapersSizes(int layers, long macs, long parameters, int gated) {
    RoutedResNetBuilder builder =
        RoutedResNet.builder().shape(ResNetShape.imageNet(layers)).image(3, 224, 224).classes(1000);
    assertSizes(builder, layers, macs, parameters, gated);
  }

  private static void assertSizes(
      RoutedResNetBuilder builder, int layers, long macs, long parameters, int gated) {
    RoutedResNet dense = builder.build();
    ComputationGraphConfiguration conf = dense.conf();
    assertThat(builder.shape.layers()).isEqualTo(layers);
    assertThat(CostModel.of(conf, dense.inputType()).total()).isEqualTo(macs);
    assertThat(parameters(conf)).isEqualTo(parameters);
    assertThat(layers(conf, BatchNormalization.class::isInstance))
        .as("a normalization after each convolution")
        .hasSameSizeAs(layers(conf, ConvolutionLayer.class::isInstance));
    for (Routing routing : List.of(Routing.ROUTERS, Routing.ACTIVITY_GATES)) {
      assertThat(layers(builder.routing(routing).build().conf(), RoutingLayer.class::isInstance))
          .hasSize(gated);
    }
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void firstAndDownSamplingBlocksAreNeverGated(CNN2DFormat format) {
    ComputationGraphConfiguration conf =
        RoutedResNet.builder().routing(Routing.ROUTERS).format(format).build().conf();
    for (int stage = 1; stage <= 3; stage++) {
      assertThat(conf.getVertices()).doesNotContainKey("stage" + stage + "-block1-router");
      assertThat(conf.getVertices())
          .containsKeys("stage" + stage + "-block2-router", "stage" + stage + "-block3-router");
    }
  }

  @Test
  void routersAreConvNetAigsUnlessGiven() {
    RoutedResNetBuilder builder = RoutedResNet.builder().routing(Routing.ROUTERS);
    RouterLayer standard = router(builder);
    assertThat(standard.hiddenSizes()).containsExactly(16);
    assertThat(standard.trainingMode()).isEqualTo(TrainingMode.STRAIGHT_THROUGH);
    assertThat(standard.noise(0, 0)).isEqualTo(1);
    assertThat(standard.penalty()).hasValueSatisfying(p -> assertThat(p.name()).contains("0.6"));
    RouterLayer soft = router(builder.router(new RouterLayer.Builder().hidden(5).build()));
    assertThat(soft.hiddenSizes()).containsExactly(5);
    assertThat(soft.penalty()).isEmpty();
  }

  private static RouterLayer router(RoutedResNetBuilder builder) {
    return (RouterLayer) layers(builder.build().conf(), RouterLayer.class::isInstance).get(0);
  }

  @Test
  void stochasticDepthFallsLinearlyOverAllBlocks() {
    ComputationGraphConfiguration conf = RoutedResNet.builder().survival(0.5).build().conf();
    List<Double> survival =
        layers(conf, layer -> layer.getIDropout() instanceof StochasticDepth).stream()
            .map(layer -> ((StochasticDepth) layer.getIDropout()).survival())
            .toList();
    assertThat(survival).hasSize(9).first().isEqualTo(1 - 0.5 / 9);
    assertThat(survival).last().isEqualTo(0.5);
  }

  @Test
  void takesTheSizeOfImagesFromAShapeInItsFormat() {
    RoutedResNet first = RoutedResNet.builder().build();
    first.setInputShape(new int[][] {{1, 28, 20}});
    assertThat(first.inputType()).isEqualTo(InputType.convolutional(28, 20, 1));
    RoutedResNet last = RoutedResNet.builder().format(CNN2DFormat.NHWC).build();
    last.setInputShape(new int[][] {{28, 20, 1}});
    assertThat(last.inputType()).isEqualTo(InputType.convolutional(28, 20, 1, CNN2DFormat.NHWC));
    assertThatThrownBy(() -> first.setInputShape(new int[][] {{784}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("height", "NCHW", "[[784]]");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 19, 21, -4})
  void refusesDepthsThatAreNot6nPlus2(int layers) {
    assertThatThrownBy(() -> ResNetShape.cifar(layers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("6n + 2", "found " + layers);
  }

  @Test
  void refusesShapesThatAreNone() {
    assertThatThrownBy(() -> ResNetShape.imageNet(20)).hasMessageContaining("found 20");
    assertThatThrownBy(() -> new ResNetShape(List.of(1, 0), 4, false, false))
        .hasMessageContaining("[1, 0]");
    assertThatThrownBy(() -> ResNetShape.cifar(20).withWidth(0)).hasMessageContaining("found 0");
    assertThatThrownBy(() -> RoutedResNet.builder().image(3, 0, 1)).hasMessageContaining("found 0");
  }

  @Test
  void anUnknownModelIsAnsweredWithTheKnownOnes() {
    assertThat(RoutedZoo.model("routedresnet")).isInstanceOf(RoutedResNet.class);
    assertThatThrownBy(() -> RoutedZoo.model("VGG"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"VGG\"", "RoutedMlp, RoutedResNet");
  }

  @Test
  void whatIsNotItsDenseTwinIsRefused() {
    RoutedResNet routed = small(2, 3, Routing.ROUTERS);
    assertRefused(
        routed,
        small(2, 4, Routing.NONE),
        "has layer 'classes' with 40 parameters, found one that has layer 'classes' with 50");
    assertRefused(
        routed,
        small(3, 3, Routing.NONE),
        "has no layer 'stage1-block3-0' with parameters, found one that has layer 'stage1-block3-0'");
    assertRefused(small(3, 3, Routing.ROUTERS), small(2, 3, Routing.NONE), "'stage1-block3-0'");
    assertRefused(routed, routed, "has no layer 'stage1-block2-router' with parameters");
  }

  private static RoutedResNet small(int blocks, int width, Routing routing) {
    return RoutedResNet.builder()
        .shape(new ResNetShape(List.of(blocks), width, false, false))
        .image(1, 5, 5)
        .routing(routing)
        .build();
  }

  private static void assertRefused(RoutedResNet model, RoutedResNet from, String message) {
    assertThatThrownBy(() -> model.initFrom(from.init()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("Routing.NONE");
  }
}
