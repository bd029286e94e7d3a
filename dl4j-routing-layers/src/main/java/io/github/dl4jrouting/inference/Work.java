package io.github.dl4jrouting.inference;

import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * What a node is to do.
 *
 * @param name the vertex that it belongs to
 * @param layer the layer, for its cost
 * @param faithful whether it is all that the vertex does
 * @param kernels its kernel, if there is one, for images that DL4J has in a format; the kernel
 *     itself reads all images with their channels first
 */
record Work(
    String name,
    Optional<Layer> layer,
    boolean faithful,
    Function<CNN2DFormat, Optional<Kernel>> kernels) {

  /** A layer that is a part of what a vertex does. */
  static Work part(String name, Layer layer, Function<CNN2DFormat, Optional<Kernel>> kernels) {
    return new Work(name, Optional.of(layer), false, kernels);
  }

  /** A part of what a vertex does, on images in whatever order they come. */
  static Work part(String name, Optional<Layer> layer, Optional<Kernel> kernel) {
    return new Work(
        name, layer, false, format -> format == CNN2DFormat.NCHW ? kernel : Optional.empty());
  }

  Optional<Kernel> kernel(CNN2DFormat format) {
    return kernels.apply(format);
  }

  boolean hasKernel() {
    return kernel(CNN2DFormat.NCHW).or(() -> kernel(CNN2DFormat.NHWC)).isPresent();
  }

  /** How many channels its images must have; 0 where that is not known here. */
  long channels() {
    return layer.orElse(null) instanceof ConvolutionLayer convolution ? convolution.getNIn() : 0;
  }

  /** A node that does it. */
  Node.Builder node(Optional<Kernel> kernel, int... inputs) {
    Node.Builder node = new Node.Builder(name, inputs);
    layer.ifPresent(node::layer);
    kernel.ifPresent(node::kernel);
    return faithful ? node : node.notFaithful();
  }
}
