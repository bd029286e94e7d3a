package io.github.dl4jrouting.gate;

import io.github.dl4jrouting.input.RowMajor;
import io.github.dl4jrouting.router.RoutingRuntime;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What both gates do in a network. Dropout, which a network may set for all its layers, does not
 * touch a gate's input: the gate would measure the dropout.
 *
 * @param <C> the configuration
 */
public abstract class GateRuntime<C extends GateLayer> extends RoutingRuntime<C>
    implements Thresholded {
  private static final long serialVersionUID = 1L;

  /** The soft gate of the last forward pass; null after a hard one. */
  private transient SoftGate soft;

  /**
   * A gate without parameters yet.
   *
   * @param conf configuration with a gate in it
   * @param dataType type of the parameters and activations
   */
  protected GateRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /**
   * The measure of every sample.
   *
   * @param x checked input
   * @return A, {@code [N, 1]}
   */
  protected abstract INDArray measure(INDArray x);

  /**
   * The gradient of the measure.
   *
   * @param x checked input
   * @param dMeasure dL/dA, {@code [N, 1]}
   * @return dL/dx, in the shape of x
   */
  protected abstract INDArray measureGradient(INDArray x, INDArray dMeasure);

  @Override
  public final INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    double[] measures = RowMajor.of(measure(checkedInput(false, workspaceMgr)));
    for (int n = 0; n < measures.length; n++) {
      if (Double.isNaN(measures[n])) {
        throw new IllegalStateException(
            label()
                + ": expected an input without NaN, found one in sample "
                + n
                + " of the batch. Check the data and the layers before it.");
      }
    }
    double tau = threshold();
    soft = training && layerConf().learnable() ? softGate(measures, tau) : null;
    double[] open = soft == null ? null : soft.open();
    double[] p = new double[2 * measures.length];
    for (int n = 0; n < measures.length; n++) {
      double through =
          open != null ? open[n] : layerConf().direction().through(measures[n], tau) ? 1 : 0;
      p[2 * n] = through;
      p[2 * n + 1] = 1 - through;
    }
    return activation(p, workspaceMgr);
  }

  private SoftGate softGate(double[] measures, double tau) {
    double t = layerConf().temperature(getIterationCount(), getEpochCount());
    return new SoftGate(measures, tau, layerConf().direction(), t);
  }

  @Override
  public final Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray dThreshold = gradientViews.get(THRESHOLD_KEY);
    if (soft != null) {
      INDArray result = inputGradient(workspaceMgr);
      double[] dp = RowMajor.of(epsilon);
      double[] dOpen = new double[dp.length / 2];
      for (int n = 0; n < dOpen.length; n++) {
        dOpen[n] = dp[2 * n] - dp[2 * n + 1];
      }
      dThreshold.assign(soft.thresholdGradient(dOpen));
      double[] dMeasure = soft.measureGradient(dOpen);
      INDArray column = Nd4j.create(dMeasure, new long[] {dMeasure.length, 1}, 'c');
      INDArray x = checkedInput(false, workspaceMgr);
      result.assign(measureGradient(x, column.castTo(dataType)));
      return new Pair<>(gradients(), result);
    }
    // A hard gate is flat almost everywhere.
    dThreshold.putScalar(0, 0);
    INDArray zeros = workspaceMgr.create(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
    return new Pair<>(gradients(), zeros);
  }
}
