package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

@SuppressWarnings({"rawtypes", "unchecked"})
class DeconvolutionKernelTest {
  @ParameterizedTest(name = "{0}x{1}, strides {2}, {3}, padding {4}, {5}, dilation {6}, {7}, {8}")
  @CsvSource({
    "2, 2, 2, 2, 0, 0, 1, 1, Truncate", // U-Net's
    "4, 4, 2, 2, 1, 1, 1, 1, Truncate", // DCGAN's
    "5, 5, 2, 2, 2, 2, 1, 1, Truncate",
    "3, 3, 1, 1, 1, 1, 1, 1, Truncate",
    "3, 3, 1, 1, 2, 2, 1, 1, Truncate",
    "3, 4, 2, 3, 0, 1, 1, 1, Truncate",
    "1, 2, 2, 3, 0, 0, 1, 1, Truncate", // results that no input reaches
    "1, 1, 3, 2, 0, 0, 1, 1, Truncate",
    "3, 2, 2, 1, 3, 1, 1, 1, Truncate", // inputs that reach no result
    "3, 3, 2, 2, 1, 1, 2, 1, Truncate",
    "3, 3, 2, 3, 1, 0, 3, 2, Truncate",
    "4, 3, 4, 2, 0, 0, 2, 3, Strict",
    "2, 2, 2, 2, 0, 0, 1, 1, Same",
    "3, 3, 2, 2, 0, 0, 1, 1, Same",
    "4, 5, 2, 3, 0, 0, 1, 1, Same",
    "3, 3, 1, 1, 0, 0, 1, 1, Same",
    "6, 3, 2, 1, 0, 0, 1, 1, Same",
    "3, 3, 2, 2, 0, 0, 2, 3, Same",
    "1, 2, 2, 3, 0, 0, 1, 1, Same",
    "2, 2, 3, 3, 0, 0, 2, 2, Same"
  })
  void windows(
      int height,
      int width,
      int down,
      int across,
      int top,
      int side,
      int rowsApart,
      int columnsApart,
      ConvolutionMode mode) {
    for (CNN2DFormat format : CNN2DFormat.values()) {
      for (int[] sizes : new int[][] {{6, 7, 3, 5}, {9, 5, 18, 20}, {2, 1, 1, 1}}) {
        Layer layer =
            new Deconvolution2D.Builder(height, width)
                .stride(down, across)
                .padding(top, side)
                .dilation(rowsApart, columnsApart)
                .convolutionMode(mode)
                .nOut(sizes[3])
                .build();
        InputType type = InputType.convolutional(sizes[0] + 1, sizes[1] + 2, sizes[2], format);
        boolean small =
            (height - 1) * rowsApart + 1 < down || (width - 1) * columnsApart + 1 < across;
        boolean left = mode == ConvolutionMode.Same && small;
        check(left, type, layer);
      }
    }
  }

  @Test
  void whatFollowsIsFolded() {
    ComputationGraph graph =
        check(
            false,
            InputType.convolutional(5, 6, 4),
            new Deconvolution2D.Builder(3, 3)
                .stride(2, 2)
                .nOut(6)
                .activation(Activation.IDENTITY)
                .hasBias(false)
                .build(),
            new BatchNormalization(),
            new ActivationLayer(Activation.LEAKYRELU),
            new ConvolutionLayer.Builder(3, 3).nOut(2).build());
    assertThat(Compiler.lean(graph, Set.of()).nodes())
        .filteredOn(node -> node.kernel().isPresent())
        .extracting(Node::name)
        .doesNotContain("l0", "l1");
  }

  @Test
  void largeImagesOnSeveralThreads() {
    check(
        false,
        InputType.convolutional(40, 50, 17),
        new Deconvolution2D.Builder(6, 6).stride(2, 2).padding(2, 2).nOut(19).build());
  }

  @Test
  void imagesThatPaddingLeavesNothingOfAreRefused() {
    ComputationGraph graph =
        Chain.of(
            DataType.FLOAT,
            InputType.convolutional(5, 6, 4),
            new Deconvolution2D.Builder(3, 3).padding(2, 2).nOut(2).build());
    RoutedInference plan = RoutedInference.compile(graph);
    assertThatThrownBy(() -> plan.output(Nd4j.rand(1, 4, 2, 6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Vertex \"l0\"")
        .hasMessageContaining("padding [2, 2]")
        .hasMessageContaining("[N, 4, 2, 6]");
    assertThatThrownBy(() -> plan.output(Nd4j.rand(1, 3, 5, 6)))
        .hasMessageContaining("[N, 4, height, width]");
    assertThat(plan.output(Nd4j.rand(1, 4, 5, 6))[0].shape()).containsExactly(1, 2, 3, 4);
  }

  private static ComputationGraph check(boolean left, InputType type, Layer... layers) {
    ComputationGraph graph = Chain.of(DataType.FLOAT, type, layers);
    assertThat(Stock.leftToDl4j(graph, type)).hasSize(left ? 1 : 0);
    return graph;
  }
}
