package io.github.dl4jrouting.zoo;

import java.util.List;

/**
 * How many residual blocks a {@link RoutedResNet} has, and of which kind (He et al. 2015, arXiv
 * 1512.03385, table 1 and section 4.2).
 *
 * @param blocks residual blocks of each stage, first to last; every stage but the first halves the
 *     image and doubles the channels
 * @param width channels of the first stage, 16 in the paper's CIFAR networks and 64 in those for
 *     ImageNet
 * @param bottleneck whether a block is 1×1, 3×3, 1×1 with four times the channels at its end, or
 *     two times 3×3
 * @param imageNetStem whether the stem is a 7×7 convolution and a pooling, which quarter the image,
 *     or a 3×3 convolution that keeps its size
 */
public record ResNetShape(
    List<Integer> blocks, int width, boolean bottleneck, boolean imageNetStem) {

  private static final int STAGES_OF_CIFAR = 3;
  private static final int BOTTLENECK_EXPANSION = 4;

  /** Copies and checks. */
  public ResNetShape {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty() || blocks.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          "Expected stages of at least 1 block each, found " + blocks);
    }
    RoutedModelBuilder.atLeast1("channels of width", width);
  }

  /**
   * A network for small images: three stages of n blocks of two 3×3 convolutions, 16, 32 and 64
   * channels.
   *
   * @param layers 6n + 2: 20, 32, 44, 56 and 110 in the paper
   * @return its shape
   * @throws IllegalArgumentException if there is no such n of at least 1
   */
  public static ResNetShape cifar(int layers) {
    int perStage = (layers - 2) / (2 * STAGES_OF_CIFAR);
    if (perStage < 1 || 2 * STAGES_OF_CIFAR * perStage + 2 != layers) {
      throw new IllegalArgumentException(
          "Expected 6n + 2 layers, such as 20, 32, 56 or 110, found " + layers);
    }
    return new ResNetShape(List.of(perStage, perStage, perStage), 16, false, false);
  }

  /**
   * A network for large images: four stages, 64 to 512 channels.
   *
   * @param layers 18 or 34 (two 3×3 convolutions a block), 50, 101 or 152 (bottlenecks)
   * @return its shape
   * @throws IllegalArgumentException if it is another number
   */
  public static ResNetShape imageNet(int layers) {
    List<Integer> blocks =
        switch (layers) {
          case 18 -> List.of(2, 2, 2, 2);
          case 34, 50 -> List.of(3, 4, 6, 3);
          case 101 -> List.of(3, 4, 23, 3);
          case 152 -> List.of(3, 8, 36, 3);
          default ->
              throw new IllegalArgumentException(
                  "Expected 18, 34, 50, 101 or 152 layers, found " + layers);
        };
    return new ResNetShape(blocks, 64, layers >= 50, true);
  }

  /**
   * The same number of blocks with other channels.
   *
   * @param channels of the first stage
   * @return a shape
   */
  public ResNetShape withWidth(int channels) {
    return new ResNetShape(blocks, channels, bottleneck, imageNetStem);
  }

  /**
   * The number of layers with weights, as ResNets are called by it; shortcuts do not count.
   *
   * @return 20 for {@code cifar(20)}
   */
  public int layers() {
    return 2 + blockCount() * (bottleneck ? 3 : 2);
  }

  /**
   * The number of residual blocks of all stages.
   *
   * @return 9 for {@code cifar(20)}
   */
  public int blockCount() {
    return blocks.stream().mapToInt(Integer::intValue).sum();
  }

  /** Channels inside the blocks of a stage, from 0. */
  int channels(int stage) {
    return Math.multiplyExact(width, 1 << stage);
  }

  /** Channels at the end of a block whose inside has as many as given. */
  int channelsOut(int channels) {
    return bottleneck ? Math.multiplyExact(BOTTLENECK_EXPANSION, channels) : channels;
  }
}
