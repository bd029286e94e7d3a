package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.input.LayerFormat;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;

/** What a node is to do. For one compilation. */
final class Work {
  private final String name;
  private final Optional<Layer> layer;
  private final boolean faithful;
  private final boolean free;
  private final Function<CNN2DFormat, Optional<Kernel>> kernels;
  private final Map<CNN2DFormat, Optional<Kernel>> made = new EnumMap<>(CNN2DFormat.class);

  private Work(
      String name,
      Optional<Layer> layer,
      boolean faithful,
      boolean free,
      Function<CNN2DFormat, Optional<Kernel>> kernels) {
    this.name = name;
    this.layer = layer;
    this.faithful = faithful;
    this.free = free;
    this.kernels = kernels;
  }

  /**
   * All that a vertex does.
   *
   * @param layer the layer, if it is one
   * @param kernels its kernel, if there is one, for images that DL4J has in a format; the kernel
   *     itself reads all images with their channels first. Of sequences a format says where their
   *     features are
   */
  static Work vertex(
      String name, Optional<Layer> layer, Function<CNN2DFormat, Optional<Kernel>> kernels) {
    return new Work(name, layer, true, false, kernels);
  }

  /** A layer that is a part of what a vertex does. */
  static Work part(String name, Layer layer, Function<CNN2DFormat, Optional<Kernel>> kernels) {
    return new Work(name, Optional.of(layer), false, false, kernels);
  }

  /** A part of what a vertex does that is no layer, on what other parts make. */
  static Work part(String name, Kernel kernel) {
    return new Work(name, Optional.empty(), false, false, format -> Optional.of(kernel));
  }

  /** The same at no cost: what the layer costs is counted elsewhere. */
  Work free() {
    return new Work(name, layer, faithful, true, kernels);
  }

  /** The same, where DL4J's vertex would do something else with the node's inputs. */
  Work notFaithful() {
    return new Work(name, layer, false, free, kernels);
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

  /** How images and sequences are put in that order for it. */
  ReorderKernel reordering() {
    Layer reader = layer.orElse(null);
    if (reader instanceof Convolution1DLayer || reader instanceof BaseRecurrentLayer) {
      return ReorderKernel.ofSequences(((FeedForwardLayer) reader).getNIn());
    }
    if (reader instanceof EmbeddingLayer) {
      return ReorderKernel.channelsFirst(1); // numbers of rows, of which there are nIn
    }
    if (reader instanceof Subsampling1DLayer) {
      return ReorderKernel.ofSequences();
    }
    if (reader instanceof ConvolutionLayer convolution) {
      return ReorderKernel.ofImages(convolution.getNIn());
    }
    if (!(reader instanceof BatchNormalization) && LayerFormat.ofImages(reader).isPresent()) {
      return ReorderKernel.ofImages();
    }
    return reader instanceof FeedForwardLayer weighted
        ? ReorderKernel.channelsFirst(weighted.getNIn())
        : ReorderKernel.channelsFirst();
  }

  /** A node that does it. */
  Node.Builder node(Optional<Kernel> kernel, int... inputs) {
    Node.Builder node = new Node.Builder(name, inputs);
    layer.filter(counted -> !free).ifPresent(node::layer);
    kernel.ifPresent(node::kernel);
    return faithful ? node : node.notFaithful();
  }
}
