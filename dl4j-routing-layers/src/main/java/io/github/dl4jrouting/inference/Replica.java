package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.skip.ActivitySkipRuntime;
import io.github.dl4jrouting.vertex.NetworkCopy;
import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.recurrent.TimeDistributedLayer;
import org.deeplearning4j.nn.layers.samediff.SameDiffGraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * DL4J's own layers, for the vertices that have no kernel. They keep inputs and masks in fields, so
 * each execution has its own; the parameters are shared views of one array, and nothing is built
 * before the first vertex needs it.
 */
final class Replica {
  private final ComputationGraphConfiguration configuration;
  private final INDArray parameters;
  private final LayerMemory memory;
  private ComputationGraph graph;
  private INDArray[] inputs = {};
  private Masks masks = Masks.NONE;
  private final Rows preparedFor = new Rows();
  private boolean prepared;

  Replica(ComputationGraphConfiguration configuration, INDArray parameters) {
    this.configuration = configuration;
    this.parameters = parameters;
    memory = new LayerMemory(configuration.getInferenceWorkspaceMode());
  }

  void begin(INDArray[] newInputs, Masks newMasks) {
    inputs = newInputs;
    masks = newMasks;
    prepared = false;
  }

  void end() {
    if (graph != null) {
      graph.clearLayerMaskArrays();
      if (masks.any()) {
        forgetMasksOfVertices();
      }
      graph.clear();
    }
    inputs = new INDArray[0];
    masks = Masks.NONE;
  }

  /** DL4J clears those of layers alone. */
  private void forgetMasksOfVertices() {
    for (GraphVertex vertex : graph.getVertices()) {
      if (vertex instanceof SameDiffGraphVertex) {
        INDArray[] none = new INDArray[vertex.getNumInputArrays()];
        vertex.feedForwardMaskArrays(none, MaskState.Active, 1);
      }
    }
  }

  private void build() {
    if (graph != null) {
      return;
    }
    graph = new ComputationGraph(NetworkCopy.configuration(configuration));
    if (parameters.isEmpty()) {
      graph.init();
    } else {
      graph.init(parameters, false);
    }
  }

  /** What its layers compute in. */
  LayerMemory memory() {
    return memory;
  }

  /** A vertex's result, in memory that is open. */
  INDArray activate(Node node, INDArray[] arrays, LayerWorkspaceMgr working) {
    GraphVertex vertex = graph.getVertex(node.name());
    try {
      for (int i = 0; i < arrays.length; i++) {
        INDArray array = arrays[i];
        if (i == 0 && node.permutation().length > 0) {
          array = array.permute(node.permutation());
        }
        vertex.setInput(i, array, working);
      }
      return vertex.doForward(false, working);
    } finally {
      vertex.clear();
    }
  }

  /** Has DL4J pass masks on from layer to layer. */
  void pass(Masks given) {
    build();
    graph.setLayerMaskArrays(given.features().orElse(null), given.labels().orElse(null));
    prepared = false;
  }

  /**
   * The mask of a node's layer, or null, after masks have been {@link #pass passed} on.
   *
   * @param given those masks
   * @param samples how many they are for
   */
  INDArray mask(Node node, Masks given, int samples) {
    GraphVertex vertex = graph.getVertex(node.name());
    if (vertex.hasLayer()) {
      INDArray mask = vertex.getLayer().getMaskArray();
      // DL4J has the mask's numbers step after step there, and its rows sample after sample.
      return mask != null && Unfrozen.layer(vertex.getLayer()) instanceof TimeDistributedLayer
          ? mask.reshape('c', samples, mask.length() / samples)
          : mask;
    }
    var configured = Unfrozen.vertex(configuration.getVertices().get(node.name()));
    if (configured instanceof AttentionVertex) {
      // It has one for each input, and does not tell which.
      return given.features().stream()
          .flatMap(Arrays::stream)
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);
    }
    if (configured instanceof LastTimeStepVertex last) {
      int input = configuration.getNetworkInputs().indexOf(last.getMaskArrayInputName());
      return given.features().map(masks -> masks[input]).orElse(null);
    }
    return null;
  }

  /** Of a layer that skips, which rows of those that it saw last it has computed. */
  boolean[] computedRows(Node node) {
    Layer layer = Unfrozen.layer(graph.getVertex(node.name()).getLayer());
    return ((ActivitySkipRuntime) layer).computedSamples();
  }

  /**
   * Tells the layers of the rows that they will see: their masks, and the batch size, which DL4J
   * reads off the network inputs, of which no more than the shape matters here.
   */
  void prepare(Rows rows, int count) {
    build();
    if (prepared && preparedFor.same(rows)) {
      return;
    }
    boolean all = count == rows.universe();
    for (int i = 0; i < inputs.length; i++) {
      INDArray input = inputs[i];
      graph.setInput(i, all ? input : input.get(NDArrayIndex.interval(0, count)));
    }
    if (masks.any()) {
      pass(all ? masks : masks.rows(rows));
    }
    preparedFor.copyFrom(rows);
    prepared = true;
  }
}
