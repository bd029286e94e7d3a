package io.github.dl4jrouting.skip;

import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.github.dl4jrouting.gate.Thresholded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of an {@link ActivitySkipLayer}: τ first, then each layer's own, keyed {@code
 * I.KEY} with the layer's position I.
 */
final class BlockParameters implements ParamInitializer {
  static final BlockParameters INSTANCE = new BlockParameters();
  private static final String SEPARATOR = ".";

  private BlockParameters() {}

  static String key(int layer, String inner) {
    return layer + SEPARATOR + inner;
  }

  /** The position of the layer that a parameter belongs to; −1 for τ. */
  static int owner(String key) {
    int dot = key.indexOf(SEPARATOR);
    return dot < 0 ? -1 : Integer.parseInt(key.substring(0, dot));
  }

  /** A parameter's key within its layer. */
  static String inner(String key) {
    return key.substring(key.indexOf(SEPARATOR) + 1);
  }

  /** The part of a flattened array that belongs to a layer of the block. */
  static INDArray part(ActivitySkipLayer block, int index, INDArray flattened) {
    long start = 1;
    for (int i = 0; i < index; i++) {
      start += count(block.layers().get(i));
    }
    long length = count(block.layers().get(index));
    return length == 0
        ? null
        : flattened.reshape(flattened.length()).get(interval(start, start + length));
  }

  /** The configuration of a layer of the block, as DL4J hands one to a layer. */
  static NeuralNetConfiguration conf(NeuralNetConfiguration blockConf, int index) {
    ActivitySkipLayer block = (ActivitySkipLayer) blockConf.getLayer();
    NeuralNetConfiguration conf = blockConf.clone();
    conf.clearVariables();
    conf.setLayer(block.layers().get(index));
    return conf;
  }

  private static long count(Layer layer) {
    return layer.initializer().numParams(layer);
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return 1
        + ((ActivitySkipLayer) layer).layers().stream().mapToLong(BlockParameters::count).sum();
  }

  private static List<String> keys(
      Layer layer, BiFunction<ParamInitializer, Layer, List<String>> of) {
    List<String> keys = new ArrayList<>();
    List<Layer> layers = ((ActivitySkipLayer) layer).layers();
    for (int i = 0; i < layers.size(); i++) {
      for (String inner : of.apply(layers.get(i).initializer(), layers.get(i))) {
        keys.add(key(i, inner));
      }
    }
    return keys;
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    List<String> keys = keys(layer, ParamInitializer::paramKeys);
    keys.add(0, Thresholded.THRESHOLD_KEY);
    return keys;
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return keys(layer, ParamInitializer::weightKeys);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return keys(layer, ParamInitializer::biasKeys);
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return weightKeys(layer).contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return biasKeys(layer).contains(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    ActivitySkipLayer block = (ActivitySkipLayer) conf.getLayer();
    BlockValidation.checkSizes(block);
    Map<String, INDArray> views =
        collect(
            conf,
            paramsView,
            (inner, part) -> inner.getLayer().initializer().init(inner, part, initializeParams));
    if (initializeParams) {
      views.get(Thresholded.THRESHOLD_KEY).assign(block.gate().threshold());
    }
    conf.clearVariables();
    views.keySet().forEach(conf::addVariable);
    return views;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return collect(
        conf,
        gradientView,
        (inner, part) -> inner.getLayer().initializer().getGradientsFromFlattened(inner, part));
  }

  private static Map<String, INDArray> collect(
      NeuralNetConfiguration conf,
      INDArray flattened,
      BiFunction<NeuralNetConfiguration, INDArray, Map<String, INDArray>> views) {
    ActivitySkipLayer block = (ActivitySkipLayer) conf.getLayer();
    Map<String, INDArray> all = new LinkedHashMap<>();
    INDArray flat = flattened.reshape(flattened.length());
    all.put(Thresholded.THRESHOLD_KEY, flat.get(interval(0, 1)).reshape('f', 1, 1));
    for (int i = 0; i < block.layers().size(); i++) {
      INDArray part = part(block, i, flattened);
      if (part != null) {
        int index = i;
        views.apply(conf(conf, i), part).forEach((key, view) -> all.put(key(index, key), view));
      }
    }
    return all;
  }
}
