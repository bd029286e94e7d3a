package io.github.dl4jrouting.transform;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.gate.GateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.vertex.ResidualVertex;
import io.github.dl4jrouting.vertex.RoutingVertex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Takes gates out that decide nothing, with the path that nobody takes. */
final class Fusion {
  private Fusion() {}

  /** Gates whose threshold is infinite, and the path (0 through, 1 bypass) that all take. */
  static Map<String, Integer> constantGates(ComputationGraph network) {
    Map<String, Integer> constant = new HashMap<>();
    for (Layer layer : network.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      if (Unfrozen.layer(network.getConfiguration(), name).orElse(null) instanceof GateLayer gate) {
        double threshold = Thresholded.of(layer).threshold();
        if (Double.isInfinite(threshold)) {
          constant.put(name, gate.direction().through(0, threshold) ? 0 : 1);
        }
      }
    }
    return constant;
  }

  static ComputationGraph fuse(ComputationGraph network, Map<String, Integer> constant) {
    GraphEdit edit = new GraphEdit(network);
    for (String name : edit.names()) {
      if (!(edit.vertex(name) instanceof RoutingVertex routing) || edit.isOutput(name)) {
        continue;
      }
      List<String> inputs = List.copyOf(edit.inputs(name));
      Integer path = constant.get(inputs.get(0));
      if (path == null) {
        continue;
      }
      int last = inputs.size() - 1;
      if (path + 1 < last && routing.residualBlock().isPresent()) {
        ResidualVertex sum = new ResidualVertex(routing.residualBlock().get());
        edit.replace(name, sum, List.of(inputs.get(last), inputs.get(path + 1)));
        inputs.forEach(edit::removeUnread);
      } else {
        edit.redirect(name, inputs.get(path + 1));
        edit.removeUnread(name);
      }
    }
    return edit.build();
  }
}
