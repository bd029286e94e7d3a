package io.github.dl4jrouting.parameter;

import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.github.dl4jrouting.naming.LayerLabel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Lays named parameters one after another into DL4J's flattened parameter array, each in f-order.
 *
 * <p>Keys hold no underscore, because {@code ComputationGraph} splits a parameter's full name at
 * the last one.
 */
public abstract class ParameterLayout implements ParamInitializer {

  /** For subclasses, which are stateless. */
  protected ParameterLayout() {}

  /** What kind of parameter it is: biases take the bias updater and bias regularization. */
  public enum Kind {
    /** Regularized by l1, l2 and weight decay. */
    WEIGHT,
    /** Regularized by the bias variants of those. */
    BIAS,
    /** Never regularized. */
    THRESHOLD
  }

  /** Fills a new parameter with its first values. */
  @FunctionalInterface
  public interface Initializer {
    /**
     * Sets the initial values.
     *
     * @param flat the parameter's part of the flattened array, rank 1
     */
    void fill(INDArray flat);
  }

  /**
   * One parameter.
   *
   * @param key name within the layer
   * @param kind what regularizes it
   * @param shape its shape
   * @param initializer its first values
   */
  public record Parameter(String key, Kind kind, long[] shape, Initializer initializer) {
    long length() {
      long product = 1;
      for (long s : shape) {
        product *= s;
      }
      return product;
    }
  }

  /**
   * The parameters of a layer, in order.
   *
   * @param layer the layer's configuration
   * @return its parameters
   */
  protected abstract List<Parameter> parameters(Layer layer);

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return parameters(layer).stream().mapToLong(Parameter::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return parameters(layer).stream().map(Parameter::key).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return keys(layer, Kind.WEIGHT);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return keys(layer, Kind.BIAS);
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return weightKeys(layer).contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return biasKeys(layer).contains(key);
  }

  private List<String> keys(Layer layer, Kind kind) {
    return parameters(layer).stream().filter(p -> p.kind() == kind).map(Parameter::key).toList();
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    conf.clearVariables();
    checkSizes(conf.getLayer());
    Map<String, INDArray> views = views(conf.getLayer(), paramsView);
    for (Parameter parameter : parameters(conf.getLayer())) {
      conf.addVariable(parameter.key());
      if (initializeParams) {
        INDArray view = views.get(parameter.key());
        parameter.initializer().fill(view.reshape('f', new long[] {view.length()}));
      }
    }
    return views;
  }

  /** Without the network's input types nobody sets nIn. */
  private void checkSizes(Layer layer) {
    if (layer instanceof FeedForwardLayer sized
        && parameters(layer).stream().anyMatch(parameter -> parameter.length() <= 0)) {
      throw MissingSize.of(sized);
    }
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return views(conf.getLayer(), gradientView);
  }

  private Map<String, INDArray> views(Layer layer, INDArray flattened) {
    Map<String, INDArray> views = new LinkedHashMap<>();
    long expected = numParams(layer);
    if (flattened == null || expected == 0) {
      return views;
    }
    if (flattened.length() != expected) {
      throw new IllegalStateException(
          LayerLabel.of(layer)
              + ": expected "
              + expected
              + " parameters, found an array of "
              + flattened.length()
              + ". The saved parameters belong to another configuration.");
    }
    INDArray flat = flattened.reshape(flattened.length());
    long start = 0;
    for (Parameter parameter : parameters(layer)) {
      long end = start + parameter.length();
      views.put(parameter.key(), flat.get(interval(start, end)).reshape('f', parameter.shape()));
      start = end;
    }
    return views;
  }
}
