package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.vertex.NetworkCopy;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.FwdPassType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link ComputationGraph} whose inference runs on a {@link RoutedInference} plan: {@code
 * output}, {@code evaluate}, the score calculators of early stopping that evaluate (accuracy, ROC,
 * regression) and {@code ParallelInference} skip what a sample does not need, without other changes
 * to a program. Training, losses and recurrent time steps go on as in DL4J.
 *
 * <p>{@code ParallelInference} runs the network that it is given in its first worker alone; for
 * each further one it makes a plain {@link ComputationGraph} of the configuration, which answers
 * the same but computes everything. Give it one worker: the plan uses all cores by itself.
 *
 * <p>The plan is made at the first inference, and again at the first one after the parameters have
 * changed: by training, or by setting parameters that {@link RoutedInference#isStale} watches;
 * after any other change call {@link #refreshPlan}.
 */
public class RoutedComputationGraph extends ComputationGraph {
  private static final long serialVersionUID = 1L;

  private transient volatile RoutedInference plan;

  /**
   * An uninitialised network.
   *
   * @param configuration its configuration
   */
  public RoutedComputationGraph(ComputationGraphConfiguration configuration) {
    super(configuration);
  }

  /**
   * A network with a copy of another's configuration, parameters, updater state, and counts of
   * iterations and epochs, so that schedules go on where they were.
   *
   * @param graph an initialised network, which is not changed
   * @return the copy
   * @throws IllegalStateException if it is not initialised
   */
  public static RoutedComputationGraph of(ComputationGraph graph) {
    RoutedInference.checkInitialised(graph);
    RoutedComputationGraph copy = NetworkCopy.of(graph, RoutedComputationGraph::new);
    if (graph.getUpdater(false) != null && graph.getUpdater().getStateViewArray() != null) {
      copy.getUpdater().setStateViewArray(graph.getUpdater().getStateViewArray().dup());
    }
    // A configuration's clone starts at 0, and so does DL4J's own clone of a network.
    copy.getConfiguration().setIterationCount(graph.getConfiguration().getIterationCount());
    copy.getConfiguration().setEpochCount(graph.getConfiguration().getEpochCount());
    copy.synchronizeIterEpochCounts();
    copy.setListeners(graph.getListeners());
    for (var vertex : graph.getVertices()) {
      if (vertex.hasLayer() && vertex.getLayer() instanceof FrozenLayer) {
        copy.getVertex(vertex.getVertexName()).setLayerAsFrozen();
      }
    }
    return copy;
  }

  /** Reads the parameters again at the next inference. */
  public void refreshPlan() {
    plan = null;
  }

  private RoutedInference plan() {
    RoutedInference current = plan;
    if (current == null) {
      synchronized (this) {
        current = plan;
        if (current == null) {
          current = RoutedInference.compile(this);
          plan = current;
        }
      }
    }
    if (current.isStale()) {
      synchronized (this) {
        if (current.isStale()) {
          current.refresh();
        }
      }
    }
    return current;
  }

  @Override
  protected INDArray[] outputOfLayersDetached(
      boolean train,
      FwdPassType fwdPassType,
      int[] layerIndexes,
      INDArray[] features,
      INDArray[] fMask,
      INDArray[] lMasks,
      boolean clearLayerInputs,
      boolean detachedInputs,
      MemoryWorkspace outputWorkspace) {
    // Score calculators and others may want the layers' inputs afterwards.
    if (train || fwdPassType != FwdPassType.STANDARD || !clearLayerInputs) {
      return super.outputOfLayersDetached(
          train,
          fwdPassType,
          layerIndexes,
          features,
          fMask,
          lMasks,
          clearLayerInputs,
          detachedInputs,
          outputWorkspace);
    }
    List<String> names =
        Arrays.stream(layerIndexes)
            .mapToObj(index -> getVertices()[index].getVertexName())
            .toList();
    INDArray[] outputs = plan().outputOf(names, features, Masks.of(fMask, lMasks));
    if (outputWorkspace != null) {
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = outputs[i].dup(outputs[i].ordering());
      }
    }
    return outputs;
  }

  @Override
  public RoutedComputationGraph clone() {
    return of(this);
  }
}
