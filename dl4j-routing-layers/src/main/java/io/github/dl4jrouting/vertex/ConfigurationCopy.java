package io.github.dl4jrouting.vertex;

import io.github.dl4jrouting.frozen.Unfrozen;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;

/**
 * Copies of configurations. A clone of DL4J's {@link MergeVertex} (1.0.0-M2.1) forgets which axis
 * it merges, and so does a clone of a configuration that holds one: a copied network whose channels
 * come last merges rows, or fails.
 */
public final class ConfigurationCopy {
  private ConfigurationCopy() {}

  /**
   * A deep copy.
   *
   * @param configuration any
   * @return a clone whose vertices merge the axes that the original's do
   */
  public static ComputationGraphConfiguration of(ComputationGraphConfiguration configuration) {
    ComputationGraphConfiguration copy = configuration.clone();
    configuration
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (Unfrozen.vertex(vertex) instanceof MergeVertex merge
                  && Unfrozen.vertex(copy.getVertices().get(name)) instanceof MergeVertex copied
                  && copied.getMergeAxis() != merge.getMergeAxis()) {
                copied.setMergeAxis(merge.getMergeAxis());
              }
            });
    return copy;
  }
}
