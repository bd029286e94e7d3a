package io.github.dl4jrouting.bypass;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.github.dl4jrouting.input.InputLayout;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;

/** What a {@link SkipConnectionLayer} does in a network. */
public final class SkipConnectionRuntime extends BaseLayer<SkipConnectionLayer> {
  private static final long serialVersionUID = 1L;

  /** Key of the weight. */
  public static final String WEIGHT_KEY = "W";

  /** Key of the bias, where there is one. */
  public static final String BIAS_KEY = "b";

  SkipConnectionRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private InputLayout layout() {
    return layerConf().layout();
  }

  private INDArray checkedInput(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    layout().check(input.shape(), layerConf().getNIn(), layerConf().getLayerName());
    applyDropOutIfNecessary(training, workspaceMgr);
    return input.castTo(dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = checkedInput(training, workspaceMgr);
    INDArray w = getParamWithNoise(WEIGHT_KEY, training, workspaceMgr);
    if (layerConf().projection()) {
      INDArray strided = strided(x);
      INDArray y = featureRows(strided).mmul(w);
      return workspaceMgr.dup(ArrayType.ACTIVATIONS, fromFeatureRows(y, strided));
    }
    INDArray y =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, x.shape(), x.ordering());
    scale(x, w, y);
    return layerConf().hasBias()
        ? shift(y, getParamWithNoise(BIAS_KEY, training, workspaceMgr))
        : y;
  }

  private INDArray shift(INDArray y, INDArray b) {
    return layerConf().perFeature()
        ? Broadcast.add(y, b.reshape(b.length()), y, layout().featureDimension())
        : y.addi(b.getDouble(0));
  }

  private INDArray scale(INDArray x, INDArray w, INDArray result) {
    return layerConf().perFeature()
        ? Broadcast.mul(x, w.reshape(w.length()), result, layout().featureDimension())
        : x.muli(w.getDouble(0), result);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = checkedInput(true, workspaceMgr);
    INDArray w = getParamWithNoise(WEIGHT_KEY, true, workspaceMgr);
    INDArray dw = gradientViews.get(WEIGHT_KEY);
    INDArray dx =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'c');
    if (layerConf().projection()) {
      INDArray strided = strided(x);
      INDArray delta = featureRows(epsilon);
      Nd4j.gemm(featureRows(strided), delta, dw, true, false, 1, 0);
      dx.assign(0);
      strided(dx).assign(fromFeatureRows(delta.mmul(w.transpose()), strided));
    } else {
      INDArray product = epsilon.mul(x);
      dw.assign(overFeatures(product));
      scale(epsilon, w, dx);
    }
    weightNoiseParams.clear();
    Gradient gradient = new DefaultGradient();
    gradient.gradientForVariable().put(WEIGHT_KEY, dw);
    if (layerConf().hasBias()) {
      INDArray db = gradientViews.get(BIAS_KEY);
      db.assign(overFeatures(epsilon));
      gradient.gradientForVariable().put(BIAS_KEY, db);
    }
    return new Pair<>(gradient, backpropDropOutIfPresent(dx));
  }

  /** The sum for each weight: over all but the features, or over everything. */
  private INDArray overFeatures(INDArray x) {
    return layerConf().perFeature()
        ? featureRows(x).sum(true, 0)
        : Nd4j.scalar(dataType, x.sumNumber());
  }

  /** The positions that a strided projection sees; the array itself where the stride is 1. */
  private INDArray strided(INDArray x) {
    SkipConnectionLayer layer = layerConf();
    if (!layout().isConvolutional() || layer.isUnitStride()) {
      return x;
    }
    int[] stride = layer.stride();
    int[] positions = layout().pooledDimensions();
    var down = interval(0, stride[0], x.size(positions[0]));
    var across = interval(0, stride[1], x.size(positions[1]));
    return layout() == InputLayout.NCHW
        ? x.get(all(), all(), down, across)
        : x.get(all(), down, across, all());
  }

  /** One row a position, one column a feature. */
  private INDArray featureRows(INDArray x) {
    INDArray last = featuresLast(x);
    long features = last.size(last.rank() - 1);
    return last.dup('c').reshape('c', last.length() / features, features);
  }

  private INDArray featuresLast(INDArray x) {
    return switch (layout()) {
      case DENSE, NWC, NHWC -> x;
      case NCW -> x.permute(0, 2, 1);
      case NCHW -> x.permute(0, 2, 3, 1);
    };
  }

  /** The inverse of featureRows, for an array with the positions of like. */
  private INDArray fromFeatureRows(INDArray rows, INDArray like) {
    long[] shape = featuresLast(like).shape().clone();
    shape[shape.length - 1] = rows.size(1);
    INDArray last = rows.dup('c').reshape('c', shape);
    return switch (layout()) {
      case DENSE, NWC, NHWC -> last;
      case NCW -> last.permute(0, 2, 1);
      case NCHW -> last.permute(0, 3, 1, 2);
    };
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int minibatchSize) {
    // A masked step is scaled like any other: masking it is for the layers that reduce over time.
    return new Pair<>(mask, state);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
