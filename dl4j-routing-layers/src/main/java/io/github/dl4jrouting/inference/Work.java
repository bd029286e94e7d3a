package io.github.dl4jrouting.inference;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** What a node is to do. For one compilation. */
final class Work {
  private final String name;
  private final Optional<Layer> layer;
  private final boolean faithful;
  private final Function<CNN2DFormat, Optional<Kernel>> kernels;
  private final Map<CNN2DFormat, Optional<Kernel>> made = new EnumMap<>(CNN2DFormat.class);

  private Work(
      String name,
      Optional<Layer> layer,
      boolean faithful,
      Function<CNN2DFormat, Optional<Kernel>> kernels) {
    this.name = name;
    this.layer = layer;
    this.faithful = faithful;
    this.kernels = kernels;
  }

  /**
   * All that a vertex does.
   *
   * @param layer the layer, for its cost
   * @param kernels its kernel, if there is one, for images that DL4J has in a format; the kernel
   *     itself reads all images with their channels first
   */
  static Work vertex(
      String name, Optional<Layer> layer, Function<CNN2DFormat, Optional<Kernel>> kernels) {
    return new Work(name, layer, true, kernels);
  }

  /** A part of what a vertex does. */
  static Work part(
      String name, Optional<Layer> layer, Function<CNN2DFormat, Optional<Kernel>> kernels) {
    return new Work(name, layer, false, kernels);
  }

  /** A part of what a vertex does, on images in whatever order they come. */
  static Work part(String name, Optional<Layer> layer, Optional<Kernel> kernel) {
    return new Work(
        name, layer, false, format -> format == CNN2DFormat.NCHW ? kernel : Optional.empty());
  }

  /** The vertex that it belongs to. */
  String name() {
    return name;
  }

  Optional<Kernel> kernel(CNN2DFormat format) {
    return made.computeIfAbsent(format, kernels);
  }

  boolean hasKernel() {
    return kernel(CNN2DFormat.NCHW).or(() -> kernel(CNN2DFormat.NHWC)).isPresent();
  }

  /**
   * The kernel that is to read images with their channels first where DL4J has them last: if some
   * come so, or the layer has no other.
   */
  Optional<Kernel> kernelOfChannelsFirst(boolean someComeSo) {
    if (someComeSo) {
      return kernel(CNN2DFormat.NHWC)
          .or(() -> kernel(CNN2DFormat.NCHW).filter(Kernel::takesAnyOrder));
    }
    return kernel(CNN2DFormat.NCHW).isPresent() ? Optional.empty() : kernel(CNN2DFormat.NHWC);
  }

  /** How images are put in that order for it. */
  ReorderKernel reordering() {
    if (layer.orElse(null) instanceof ConvolutionLayer convolution) {
      return ReorderKernel.ofImages(convolution.getNIn());
    }
    return layer.orElse(null) instanceof FeedForwardLayer weighted
        ? ReorderKernel.channelsFirst(weighted.getNIn())
        : ReorderKernel.channelsFirst();
  }

  /** A node that does it. */
  Node.Builder node(Optional<Kernel> kernel, int... inputs) {
    Node.Builder node = new Node.Builder(name, inputs);
    layer.ifPresent(node::layer);
    kernel.ifPresent(node::kernel);
    return faithful ? node : node.notFaithful();
  }
}
