package io.github.dl4jrouting.parameter;

import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies parameters between networks by name: their flattened arrays differ in order wherever
 * vertices were added or taken out.
 */
public final class ParameterCopy {
  private ParameterCopy() {}

  /**
   * Copies the parameters of vertices that both networks have.
   *
   * @param from not changed
   * @param to receives them
   */
  public static void copy(ComputationGraph from, ComputationGraph to) {
    copy(from, to, Map.of());
  }

  /**
   * The same where vertices were renamed.
   *
   * @param from not changed
   * @param to receives them
   * @param renamed new names by old ones
   */
  public static void copy(ComputationGraph from, ComputationGraph to, Map<String, String> renamed) {
    for (GraphVertex vertex : from.getVertices()) {
      String name = vertex.getVertexName();
      GraphVertex target = to.getVertex(renamed.getOrDefault(name, name));
      if (target == null || vertex.numParams() == 0) {
        continue;
      }
      Map<String, INDArray> parameters = target.paramTable(false);
      vertex.paramTable(false).forEach((key, value) -> parameters.get(key).assign(value));
    }
  }
}
