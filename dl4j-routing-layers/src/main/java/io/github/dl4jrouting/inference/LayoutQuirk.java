package io.github.dl4jrouting.inference;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.util.Convolution1DUtils;
import org.deeplearning4j.util.ConvolutionUtils;

/**
 * DL4J's inference permutes the input of a layer whose data format differs from that of the layer
 * before it in topological order. A plan that is to agree with it has to do the same.
 */
final class LayoutQuirk {
  private static final int[] NONE = {};

  private LayoutQuirk() {}

  /** The permutation of the input of a vertex, or an empty array. */
  static int[] permutation(ComputationGraph graph, int[] order, int position) {
    if (position == 0) {
      return NONE;
    }
    GraphVertex current = graph.getVertices()[order[position]];
    GraphVertex previous = graph.getVertices()[order[position - 1]];
    if (!current.hasLayer()
        || !previous.hasLayer()
        || current.getInputVertices()[0].getVertexIndex() != previous.getVertexIndex()) {
      return NONE;
    }
    Layer from = previous.getLayer().conf().getLayer();
    Layer to = current.getLayer().conf().getLayer();
    if (ConvolutionUtils.layerHasConvolutionLayout(from)
        && ConvolutionUtils.layerHasConvolutionLayout(to)) {
      CNN2DFormat format = ConvolutionUtils.getFormatForLayer(from);
      if (format == ConvolutionUtils.getFormatForLayer(to)) {
        return NONE;
      }
      return format == CNN2DFormat.NCHW ? new int[] {0, 3, 1, 2} : new int[] {0, 2, 3, 1};
    }
    if (Convolution1DUtils.hasRnnDataFormat(from)
        && Convolution1DUtils.hasRnnDataFormat(to)
        && Convolution1DUtils.getRnnFormatFromLayer(from)
            != Convolution1DUtils.getRnnFormatFromLayer(to)) {
      return new int[] {0, 2, 1};
    }
    return NONE;
  }
}
