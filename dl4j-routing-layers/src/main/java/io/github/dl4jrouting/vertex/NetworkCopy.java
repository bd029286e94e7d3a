package io.github.dl4jrouting.vertex;

import io.github.dl4jrouting.frozen.Unfrozen;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies of networks. A clone of DL4J's {@link MergeVertex} (1.0.0-M2.1) forgets which axis it
 * merges, and so does a clone of a configuration or a network that holds one: a copy whose channels
 * come last merges rows, or fails. Clones of preprocessors that extend DL4J's for sequences are
 * DL4J's own.
 */
public final class NetworkCopy {
  private NetworkCopy() {}

  /**
   * A deep copy of a configuration.
   *
   * @param configuration any
   * @return a clone whose vertices merge the axes that the original's do, and whose preprocessors
   *     are of the same classes; the original's own where a clone is not
   */
  public static ComputationGraphConfiguration configuration(
      ComputationGraphConfiguration configuration) {
    ComputationGraphConfiguration copy = configuration.clone();
    configuration
        .getVertices()
        .forEach(
            (name, vertex) ->
                mend(Unfrozen.vertex(copy.getVertices().get(name)), Unfrozen.vertex(vertex)));
    return copy;
  }

  private static void mend(GraphVertex clone, GraphVertex original) {
    if (original instanceof MergeVertex merge && clone instanceof MergeVertex copied) {
      copied.setMergeAxis(merge.getMergeAxis());
    }
    if (original instanceof LayerVertex layer
        && clone instanceof LayerVertex copied
        && layer.getPreProcessor() != null
        && layer.getPreProcessor().getClass() != copied.getPreProcessor().getClass()) {
      copied.setPreProcessor(layer.getPreProcessor());
    }
  }

  /**
   * A network with copies of another's configuration and parameters, but no state of its updater.
   *
   * @param network an initialised network
   * @return the copy
   */
  public static ComputationGraph of(ComputationGraph network) {
    return of(network, ComputationGraph::new);
  }

  /**
   * The same as a network of another class.
   *
   * @param network an initialised network
   * @param create makes a network of a configuration
   * @param <G> the copy's class
   * @return the copy
   */
  public static <G extends ComputationGraph> G of(
      ComputationGraph network, Function<ComputationGraphConfiguration, G> create) {
    G copy = create.apply(configuration(network.getConfiguration()));
    INDArray parameters = network.params();
    if (parameters == null || parameters.isEmpty()) {
      copy.init();
    } else {
      copy.init(parameters.dup(), false);
    }
    return copy;
  }
}
