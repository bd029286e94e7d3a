package io.github.dl4jrouting.updater;

import java.util.Map;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Hands DL4J's updater the network's own gradients as the very array that it compares them with.
 */
final class OwnGradientsUpdater extends ComputationGraphUpdater {
  private final INDArray gradients;

  /**
   * An updater.
   *
   * @param graph whose weights it changes
   * @param state state to go on from, used directly; null for none
   */
  OwnGradientsUpdater(ComputationGraph graph, INDArray state) {
    super(graph, state);
    gradients = getFlattenedGradientsView();
  }

  @Override
  public synchronized void update(
      Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaceMgr) {
    boolean own = isSame(gradient.gradient(), gradients);
    Gradient known = own ? new OwnGradient(gradient.gradientForVariable(), gradients) : gradient;
    super.update(known, iteration, epoch, batchSize, workspaceMgr);
  }

  /** Whether both are the same numbers in memory, whatever shape they are seen in. */
  private static boolean isSame(INDArray a, INDArray b) {
    return a.length() == b.length()
        && a.data().address() == b.data().address()
        && a.data().offset() == b.data().offset();
  }

  /** All that the updater asks of a gradient. */
  private static final class OwnGradient extends DefaultGradient {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, INDArray> byParameter;
    private final transient INDArray all;

    OwnGradient(Map<String, INDArray> byParameter, INDArray all) {
      this.byParameter = byParameter;
      this.all = all;
    }

    @Override
    public INDArray gradient() {
      return all;
    }

    @Override
    public Map<String, INDArray> gradientForVariable() {
      return byParameter;
    }
  }
}
