package io.github.dl4jrouting.zoo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.ModelMetaData;
import org.deeplearning4j.zoo.PretrainedType;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.ZooType;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A model of this zoo: one shape, which is dense or routed as one switch says. Networks that differ
 * in that switch alone start with the same weights, apart from routers, gates, exits and bypasses,
 * which the dense one lacks.
 *
 * @param <M> the model's own type
 * @see RoutedZoo#models()
 */
public abstract class RoutedZooModel<M extends RoutedZooModel<M>> extends ZooModel<M> {

  /** For subclasses. */
  protected RoutedZooModel() {}

  /**
   * The settings of this model.
   *
   * @return a builder that starts with them; this model does not change with it
   */
  public abstract RoutedModelBuilder<?> toBuilder();

  /**
   * What decides which blocks a sample needs.
   *
   * @return {@link Routing#NONE} for the dense twin
   */
  public abstract Routing routing();

  /**
   * The input of the network.
   *
   * @return its type, as analyses of the network want to know it
   */
  public abstract InputType inputType();

  /**
   * The configuration of this model with another kind of routing.
   *
   * @param routing what decides
   * @return a new configuration
   */
  protected abstract ComputationGraphConfiguration conf(Routing routing);

  /**
   * The configuration that {@link #init} makes a network of.
   *
   * @return a new configuration
   */
  public final ComputationGraphConfiguration conf() {
    return conf(routing());
  }

  /**
   * An initialised network.
   *
   * @return a new one each time, with the same weights each time
   */
  @Override
  @SuppressWarnings("unchecked") // the interface's own signature lets the caller choose the type
  public final ComputationGraph init() {
    ComputationGraph dense = new ComputationGraph(conf(Routing.NONE));
    dense.init();
    return routing() == Routing.NONE ? dense : withWeightsOf(dense);
  }

  /**
   * A network with this model's routing and the weights of its dense twin, which may be trained.
   * What the twin does not have, routers, gates, exits and bypasses, starts as in {@link #init}.
   *
   * @param dense a network of this model with {@link Routing#NONE}; it is not changed
   * @return a new network
   * @throws IllegalArgumentException if the layers of {@code dense} and their numbers of parameters
   *     are not those of this model with {@link Routing#NONE}
   */
  public final ComputationGraph initFrom(ComputationGraph dense) {
    requireSame(parameters(conf(Routing.NONE)), parameters(dense.getConfiguration()));
    return withWeightsOf(dense);
  }

  private ComputationGraph withWeightsOf(ComputationGraph dense) {
    ComputationGraph network = new ComputationGraph(conf());
    network.init();
    for (String name : parameters(dense.getConfiguration()).keySet()) {
      List<Layer> own =
          routing() == Routing.NONE
              ? List.of(network.getLayer(name))
              : routedNames(name).stream().map(network::getLayer).toList();
      share(dense.getLayer(name), own);
    }
    return network;
  }

  /** Convolutions have the filters of one between them, in their order. */
  private static void share(Layer dense, List<Layer> own) {
    if (own.size() == 1) {
      own.get(0).setParams(dense.params());
      return;
    }
    dense
        .paramTable()
        .forEach(
            (key, values) -> {
              long from = 0;
              for (Layer layer : own) {
                long to = from + layer.getParam(key).size(0);
                layer.getParam(key).assign(values.get(NDArrayIndex.interval(from, to)));
                from = to;
              }
              if (from != values.size(0)) {
                throw new IllegalStateException(
                    "Expected routed layers that have "
                        + values.size(0)
                        + " filters between them, found "
                        + from
                        + ". Check routedNames.");
              }
            });
  }

  /** How many parameters each layer has that has any. */
  private static Map<String, Long> parameters(ComputationGraphConfiguration conf) {
    Map<String, Long> counts = new TreeMap<>();
    conf.getVertices()
        .forEach(
            (name, vertex) -> {
              long count = vertex.numParams(false);
              if (count > 0) {
                counts.put(name, count);
              }
            });
    return counts;
  }

  private static void requireSame(Map<String, Long> expected, Map<String, Long> found) {
    Set<String> all = new TreeSet<>(expected.keySet());
    all.addAll(found.keySet());
    for (String name : all) {
      if (!Objects.equals(expected.get(name), found.get(name))) {
        throw new IllegalArgumentException(
            "Expected a network of the same model and size without routing, which has "
                + layer(name, expected.get(name))
                + ", found one that has "
                + layer(name, found.get(name))
                + "; give a network of this model's builder with Routing.NONE");
      }
    }
  }

  private static String layer(String name, Long parameters) {
    return parameters == null
        ? "no layer '" + name + "' with parameters"
        : "layer '" + name + "' with " + parameters + " parameters";
  }

  /**
   * The layers of a routed network that start with the weights of a layer of the dense twin.
   *
   * @param denseName name of a layer of the dense twin
   * @return one, of the same name, unless overridden; where a convolution's filters have been
   *     divided, all that have some of them, in the order of the filters
   */
  public List<String> routedNames(String denseName) {
    return List.of(denseName);
  }

  /**
   * The shape of the input, for what still asks for it.
   *
   * @return one shape without the minibatch, of the kind {@link ZooType#CNN}, as DL4J's own models
   *     of one input say
   * @deprecated as in DL4J
   */
  @Override
  @Deprecated
  public ModelMetaData metaData() {
    int[] shape = Arrays.stream(inputType().getShape(false)).mapToInt(Math::toIntExact).toArray();
    return new ModelMetaData(new int[][] {shape}, 1, ZooType.CNN);
  }

  @Override
  public Class<? extends Model> modelType() {
    return ComputationGraph.class;
  }

  /**
   * Trained weights that come with this module, so that {@code initPretrained} works without a
   * network.
   *
   * @param pretrainedType the data they were trained on
   * @return null, as DL4J wants to hear it, where there are none
   */
  @Override
  public String pretrainedUrl(PretrainedType pretrainedType) {
    return ShippedWeights.url(weights(pretrainedType));
  }

  @Override
  public long pretrainedChecksum(PretrainedType pretrainedType) {
    return ShippedWeights.checksum(weights(pretrainedType));
  }

  private String weights(PretrainedType data) {
    return (modelName() + "-" + data + "-" + routing() + ".zip").toLowerCase(Locale.ROOT);
  }

  /**
   * The one shape that a model of one input takes.
   *
   * @param inputShape as DL4J gives it to {@link #setInputShape}
   * @return the sizes
   * @throws IllegalArgumentException if there is not one shape of sizes of at least 1
   */
  static int[] onlyShape(int[][] inputShape) {
    if (inputShape.length != 1
        || inputShape[0].length == 0
        || Arrays.stream(inputShape[0]).anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "Expected the shape of one input, without the minibatch, found "
              + Arrays.deepToString(inputShape));
    }
    return inputShape[0];
  }

  /**
   * The one shape of images that a model takes.
   *
   * @param inputShape as DL4J gives it to {@link #setInputShape}
   * @param format which order the sizes have
   * @return channels, height, width
   * @throws IllegalArgumentException if there is not one shape of three sizes of at least 1
   */
  static int[] imageShape(int[][] inputShape, CNN2DFormat format) {
    boolean last = format == CNN2DFormat.NHWC;
    if (inputShape.length != 1 || inputShape[0].length != 3) {
      throw new IllegalArgumentException(
          "Expected one shape of images, without the minibatch, "
              + (last ? "{height, width, channels}" : "{channels, height, width}")
              + " for "
              + format
              + ", found "
              + Arrays.deepToString(inputShape));
    }
    int[] sizes = onlyShape(inputShape);
    return last ? new int[] {sizes[2], sizes[0], sizes[1]} : sizes;
  }
}
