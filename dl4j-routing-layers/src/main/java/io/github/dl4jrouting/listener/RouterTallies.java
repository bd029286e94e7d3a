package io.github.dl4jrouting.listener;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.input.RowMajor;
import io.github.dl4jrouting.router.RoutingLayer;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.skip.ActivitySkipRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The routers, gates and skipping layers of one network. */
final class RouterTallies {
  private final Model model;
  private final List<RouterTally> tallies = new ArrayList<>();

  RouterTallies(Model model) {
    this.model = model;
    if (model instanceof ComputationGraph graph) {
      for (int index : graph.topologicalSortOrder()) {
        var vertex = graph.getVertices()[index];
        if (vertex.hasLayer()) {
          add(vertex.getVertexName(), vertex.getLayer());
        }
      }
    } else if (model instanceof MultiLayerNetwork network) {
      for (int i = 0; i < network.getnLayers(); i++) {
        add(Integer.toString(i), network.getLayer(i));
      }
    }
  }

  private void add(String name, Layer layer) {
    var configuration = Unfrozen.configuration(layer);
    if (configuration instanceof RoutingLayer router) {
      tallies.add(new RouterTally(name, Unfrozen.layer(layer), router.paths()));
    } else if (configuration instanceof ActivitySkipLayer) {
      tallies.add(new RouterTally(name, Unfrozen.layer(layer), 2));
    }
  }

  boolean areOf(Model other) {
    return model == other;
  }

  /**
   * Counts a training pass; activations by the name of a vertex, which skipping layers do not need.
   */
  void add(Map<String, INDArray> activations) {
    for (RouterTally tally : tallies) {
      if (tally.layer() instanceof ActivitySkipRuntime skipping) {
        tally.add(oneHot(skipping.computedSamples()));
      } else if (activations.containsKey(tally.name())) {
        tally.add(RowMajor.of(activations.get(tally.name())));
      }
    }
  }

  private static double[] oneHot(boolean[] computed) {
    double[] p = new double[2 * computed.length];
    for (int n = 0; n < computed.length; n++) {
      p[2 * n + (computed[n] ? 0 : 1)] = 1;
    }
    return p;
  }

  List<RouterStatistics> statistics() {
    return tallies.stream().map(RouterTally::statistics).toList();
  }

  void reset() {
    tallies.forEach(RouterTally::reset);
  }
}
