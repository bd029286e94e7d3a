package io.github.dl4jrouting.gate;

import static io.github.dl4jrouting.penalty.SparsityPenaltyLoss.rowMajor;

import io.github.dl4jrouting.router.RoutingRuntime;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What both gates do in a network.
 *
 * @param <C> the configuration
 */
public abstract class GateRuntime<C extends GateLayer> extends RoutingRuntime<C>
    implements Thresholded {
  private static final long serialVersionUID = 1L;

  /** Whether the last forward pass used the soft gate. */
  private boolean soft;

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
  public final double threshold() {
    return getParam(THRESHOLD_KEY).getDouble(0);
  }

  @Override
  public final void setThreshold(double threshold) {
    if (Double.isNaN(threshold)) {
      throw new IllegalArgumentException(
          "Layer \"" + name() + "\": expected a threshold that is a number, found NaN");
    }
    getParam(THRESHOLD_KEY).assign(threshold);
  }

  @Override
  public final INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    double[] measures = rowMajor(measure(checkedInput(training, workspaceMgr)));
    for (int n = 0; n < measures.length; n++) {
      if (Double.isNaN(measures[n])) {
        throw new IllegalStateException(
            "Layer \""
                + name()
                + "\": expected an input without NaN, found one in sample "
                + n
                + " of the batch. Check the data and the layers before it.");
      }
    }
    soft = training && layerConf().learnable();
    double tau = threshold();
    double[] p = new double[2 * measures.length];
    for (int n = 0; n < measures.length; n++) {
      double through =
          soft ? open(measures[n], tau) : layerConf().direction().through(measures[n], tau) ? 1 : 0;
      p[2 * n] = through;
      p[2 * n + 1] = 1 - through;
    }
    return activation(p, workspaceMgr);
  }

  private double open(double measure, double tau) {
    double t = layerConf().temperature(getIterationCount(), getEpochCount());
    return 1 / (1 + Math.exp(-layerConf().direction().sign() * (measure - tau) / t));
  }

  @Override
  public final Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray result = inputGradient(workspaceMgr);
    INDArray dThreshold = gradientViews.get(THRESHOLD_KEY);
    if (soft) {
      INDArray x = checkedInput(true, workspaceMgr);
      double[] dMeasure = measureGradients(rowMajor(measure(x)), rowMajor(epsilon));
      double sum = 0;
      for (double d : dMeasure) {
        sum += d;
      }
      dThreshold.assign(-sum);
      INDArray column = Nd4j.create(dMeasure, new long[] {dMeasure.length, 1}, 'c');
      result.assign(measureGradient(x, column.castTo(dataType)));
    } else {
      // A hard gate is flat almost everywhere.
      dThreshold.assign(0);
      result.assign(0);
    }
    return new Pair<>(gradients(), backpropDropOutIfPresent(result));
  }

  /** dL/dA of every sample through the soft gate. */
  private double[] measureGradients(double[] measures, double[] epsilon) {
    double t = layerConf().temperature(getIterationCount(), getEpochCount());
    double tau = threshold();
    double[] gradients = new double[measures.length];
    for (int n = 0; n < gradients.length; n++) {
      double g = open(measures[n], tau);
      gradients[n] =
          (epsilon[2 * n] - epsilon[2 * n + 1]) * g * (1 - g) * layerConf().direction().sign() / t;
    }
    return gradients;
  }
}
