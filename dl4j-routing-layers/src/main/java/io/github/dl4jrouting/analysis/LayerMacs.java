package io.github.dl4jrouting.analysis;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.gate.GateLayer;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** Multiply-accumulates of one layer for one sample; {@link CostModel} says what is counted. */
public final class LayerMacs {
  private static final int LSTM_GATES = 4;
  private static final int PEEPHOLES = 3;

  private LayerMacs() {}

  /**
   * The cost of a layer.
   *
   * @param layer its configuration, with nIn set
   * @param in shape of one sample's input, after the preprocessor, without the batch dimension
   * @param out shape of one sample's output, without the batch dimension
   * @return MACs for one sample
   */
  public static long of(Layer layer, long[] in, long[] out) {
    if (Unfrozen.layer(layer) != layer) {
      return of(Unfrozen.layer(layer), in, out);
    }
    if (layer instanceof Bidirectional both) {
      return 2 * of(both.getFwd(), in, out);
    }
    if (layer instanceof BaseWrapperLayer wrapper) {
      return of(wrapper.getUnderlying(), in, out);
    }
    if (layer instanceof RouterLayer router) {
      return router(router, in);
    }
    if (layer instanceof ActivitySkipLayer skip && in.length == skip.layout().rank() - 1) {
      return block(skip, in);
    }
    if (layer instanceof GateLayer || layer instanceof PReLULayer) {
      return product(in);
    }
    if (layer instanceof BatchNormalization
        || layer instanceof EmbeddingLayer
        || layer instanceof EmbeddingSequenceLayer) {
      return 0;
    }
    return layer instanceof FeedForwardLayer weighted ? weighted(weighted, in, out) : custom(layer);
  }

  private static long weighted(FeedForwardLayer layer, long[] in, long[] out) {
    long nIn = layer.getNIn();
    long nOut = layer.getNOut();
    if (nIn <= 0) {
      return custom(layer); // dropout and the like, which have no weights
    }
    if (layer instanceof SkipConnectionLayer skip) {
      return skip.projection() ? nIn * product(out) : product(in);
    }
    if (layer instanceof ElementWiseMultiplicationLayer) {
      return product(in);
    }
    if (layer instanceof DepthwiseConvolution2D depthwise) {
      return product(depthwise.getKernelSize()) * product(out);
    }
    if (layer instanceof SeparableConvolution2D separable) {
      long middle = nIn * separable.getDepthMultiplier();
      return product(out) / nOut * (product(separable.getKernelSize()) * middle + middle * nOut);
    }
    if (layer instanceof Deconvolution2D || layer instanceof Deconvolution3D) {
      return nOut * product(((ConvolutionLayer) layer).getKernelSize()) * product(in);
    }
    if (layer instanceof Convolution1DLayer convolution) {
      return nIn * convolution.getKernelSize()[0] * product(out); // it says its size twice
    }
    if (layer instanceof ConvolutionLayer convolution) {
      return nIn * product(convolution.getKernelSize()) * product(out);
    }
    long steps = Math.max(1, product(in) / nIn);
    if (layer instanceof AbstractLSTM || layer instanceof GravesBidirectionalLSTM) {
      boolean both = layer instanceof GravesBidirectionalLSTM;
      long peepholes = both || layer instanceof GravesLSTM ? PEEPHOLES * nOut : 0;
      return steps * (both ? 2 : 1) * (LSTM_GATES * nOut * (nIn + nOut) + peepholes);
    }
    if (layer instanceof SimpleRnn) {
      return steps * nOut * (nIn + nOut);
    }
    return nIn * nOut * steps;
  }

  /** Locally connected layers use each weight once; of others nothing is known but their size. */
  private static long custom(Layer layer) {
    return layer.initializer() == null ? 0 : layer.initializer().numParams(layer);
  }

  private static long router(RouterLayer router, long[] in) {
    long features = router.getNIn();
    long macs = product(in) > features ? product(in) : 0;
    if (router.featureAttention()) {
      macs += 2 * features;
    }
    long width = features;
    for (int hidden : router.hiddenSizes()) {
      macs += width * hidden;
      width = hidden;
    }
    return macs + width * router.paths();
  }

  /** The gate and all layers of the block. */
  private static long block(ActivitySkipLayer skip, long[] in) {
    AtomicLong macs = new AtomicLong(of(skip.gate(), in, in));
    skip.walk(
        skip.layout().type(in),
        (layer, type) -> {
          long[] out = layer.getOutputType(0, type).getShape(false);
          macs.addAndGet(of(layer, type.getShape(false), out));
        });
    return macs.get();
  }

  private static long product(int[] dimensions) {
    return Arrays.stream(dimensions).asLongStream().reduce(1, (a, b) -> a * b);
  }

  private static long product(long[] dimensions) {
    return Arrays.stream(dimensions).map(d -> Math.max(d, 1)).reduce(1, (a, b) -> a * b);
  }
}
