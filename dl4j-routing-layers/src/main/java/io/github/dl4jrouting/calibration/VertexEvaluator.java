package io.github.dl4jrouting.calibration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs single vertices of a network on one batch, all of whose samples take the same decisions, and
 * computes nothing that those decisions skip. What was computed is kept for as long as the
 * decisions that it depends on stay.
 */
final class VertexEvaluator {
  private final ComputationGraph network;
  private final Map<String, Integer> siteByRouting = new HashMap<>();
  private final List<GateSite> sites;
  private final Map<String, Integer> depths = new HashMap<>();
  private final List<Map<String, INDArray>> kept = new ArrayList<>();
  private long decisions;
  private long samples;

  VertexEvaluator(ComputationGraph network, List<GateSite> sites) {
    this.network = network;
    this.sites = sites;
    for (int i = 0; i < sites.size(); i++) {
      siteByRouting.put(sites.get(i).routing(), i);
      kept.add(new HashMap<>());
    }
    kept.add(new HashMap<>());
    for (int index : network.topologicalSortOrder()) {
      GraphVertex vertex = network.getVertices()[index];
      int depth = siteByRouting.getOrDefault(vertex.getVertexName(), -1) + 1;
      for (String input : inputs(vertex)) {
        depth = Math.max(depth, depths.get(input));
      }
      depths.put(vertex.getVertexName(), depth);
    }
  }

  private List<String> inputs(GraphVertex vertex) {
    List<String> names = new ArrayList<>();
    if (vertex.getInputVertices() != null) {
      for (VertexIndices input : vertex.getInputVertices()) {
        names.add(network.getVertices()[input.getVertexIndex()].getVertexName());
      }
    }
    return names;
  }

  /** Takes a batch; masks may be null, as in DL4J. */
  void start(INDArray[] features, INDArray[] masks) {
    kept.forEach(Map::clear);
    decisions = 0;
    samples = features[0].size(0);
    network.clearLayerMaskArrays();
    network.setInputs(features);
    if (masks != null) {
      network.setLayerMaskArrays(masks, null);
    }
    List<String> names = network.getConfiguration().getNetworkInputs();
    for (int i = 0; i < features.length; i++) {
      kept.get(0).put(names.get(i), features[i]);
    }
  }

  /** Lets the batch through a gate or around it; forgets all that depended on that. */
  void decide(int gate, boolean through) {
    decisions = through ? decisions | 1L << gate : decisions & ~(1L << gate);
    for (int depth = gate + 1; depth < kept.size(); depth++) {
      kept.get(depth).clear();
    }
  }

  /** The output of a vertex under the decisions made. */
  INDArray value(String name) {
    Integer site = siteByRouting.get(name);
    boolean through = site != null && (decisions >> site & 1) == 1;
    if (site != null && !(through && sites.get(site).residual())) {
      return value(through ? sites.get(site).through() : sites.get(site).bypass());
    }
    Map<String, INDArray> shelf = kept.get(depths.get(name));
    INDArray known = shelf.get(name);
    if (known == null) {
      known = through ? through(sites.get(site)) : run(network.getVertex(name));
      shelf.put(name, known);
    }
    return known;
  }

  /** What comes out of a block for those that go through. */
  INDArray through(GateSite site) {
    INDArray through = value(site.through());
    return site.residual() ? through.add(value(site.bypass())) : through;
  }

  private INDArray run(GraphVertex vertex) {
    List<String> names = inputs(vertex);
    boolean inPlace = vertex.hasLayer(); // Some layers work in place at inference: they get a copy.
    for (int i = 0; i < names.size(); i++) {
      INDArray input = value(names.get(i));
      vertex.setInput(i, inPlace ? input.dup() : input, LayerWorkspaceMgr.noWorkspaces());
    }
    INDArray output = vertex.doForward(false, LayerWorkspaceMgr.noWorkspaces());
    Optional<INDArray> mask =
        Optional.of(vertex).filter(GraphVertex::hasLayer).map(v -> v.getLayer().getMaskArray());
    vertex.clear();
    mask.ifPresent(kept -> vertex.getLayer().setMaskArray(kept)); // for the next way through it
    return output;
  }

  /** The mask that DL4J gave the gate of a site; null without one. */
  INDArray mask(GateSite site) {
    return network.getLayer(site.gate()).getMaskArray();
  }

  /** Refuses a gate that reads something else than a row, or a sequence, or an image a sample. */
  void checkRows(GateSite site, int rows) {
    if (rows != samples) {
      throw new IllegalArgumentException(
          "Gate \"%s\": expected one row for each of %d samples, found %d, as behind a StackVertex. Leave its block out: RoutingTransform.only(...)."
              .formatted(site.gate(), samples, rows));
    }
  }

  void finish() {
    kept.forEach(Map::clear);
    network.clearLayerMaskArrays();
    network.clear();
  }
}
