package io.github.dl4jrouting.skip;

import io.github.dl4jrouting.gate.Activity;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.SoftGate;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.input.RowMajor;
import io.github.dl4jrouting.naming.LayerLabel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;

/** What an {@link ActivitySkipLayer} does in a network. */
public final class ActivitySkipRuntime extends BaseLayer<ActivitySkipLayer> implements Thresholded {
  private static final long serialVersionUID = 1L;

  private final transient List<Layer> block = new ArrayList<>();

  /** Rows that the last forward pass computed; null after a soft pass, which computes all. */
  private transient int[] active;

  /** The soft gate of the last forward pass; null after a hard one. */
  private transient SoftGate soft;

  /**
   * What the soft gate scales: F(x) if residual, F(x) − x if not. Kept between the passes, because
   * a second forward pass would draw other dropout; training workspaces keep activations till then.
   */
  private transient INDArray softChange;

  private transient int lastBatch;

  private ActivitySkipRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  static ActivitySkipRuntime create(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType dataType) {
    ActivitySkipRuntime runtime = new ActivitySkipRuntime(conf, dataType);
    ActivitySkipLayer layer = runtime.layerConf();
    runtime.setParamsViewArray(paramsView);
    runtime.setParamTable(layer.initializer().init(conf, paramsView, initializeParams));
    for (int i = 0; i < layer.layers().size(); i++) {
      NeuralNetConfiguration inner = BlockParameters.conf(conf, i);
      INDArray part = BlockParameters.part(layer, i, paramsView);
      runtime.block.add(
          inner.getLayer().instantiate(inner, listeners, index, part, false, dataType));
    }
    runtime.setListeners(listeners);
    runtime.setIndex(index);
    return runtime;
  }

  @Override
  public String label() {
    return LayerLabel.of(layerConf());
  }

  private ActivityGateLayer gate() {
    return layerConf().gate();
  }

  /**
   * The layers of the block, with their parameters.
   *
   * @return first to last
   */
  public List<Layer> block() {
    return List.copyOf(block);
  }

  /**
   * The share of samples of the last forward pass whose block was not computed.
   *
   * @return a number between 0 and 1; 0 after a soft training pass
   * @throws IllegalStateException before the first forward pass
   */
  public double skipRatio() {
    checkHasRun();
    return lastBatch == 0 ? 0 : 1 - (double) computed() / lastBatch;
  }

  /**
   * The samples of the last forward pass whose block was computed.
   *
   * @return one flag a sample; all true after a soft training pass
   * @throws IllegalStateException before the first forward pass
   */
  public boolean[] computedSamples() {
    checkHasRun();
    boolean[] flags = new boolean[lastBatch];
    if (soft != null) {
      Arrays.fill(flags, true);
    } else {
      for (int row : active) {
        flags[row] = true;
      }
    }
    return flags;
  }

  private void checkHasRun() {
    if (soft == null && active == null) {
      throw new IllegalStateException(label() + ": expected a forward pass first");
    }
  }

  private int computed() {
    return soft != null ? lastBatch : active.length;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    layerConf().layout().check(input.shape(), gate().getNIn(), layerConf().getLayerName());
    INDArray x = input.castTo(dataType);
    double[] activity =
        RowMajor.of(Activity.of(gate().measure(), x, layerConf().layout(), maskArray));
    lastBatch = activity.length;
    if (training && gate().learnable()) {
      return activateSoft(x, activity, workspaceMgr);
    }
    soft = null;
    active = Rows.where(through(activity));
    if (active.length == 0) {
      return workspaceMgr.dup(ArrayType.ACTIVATIONS, x);
    }
    if (active.length == lastBatch) {
      INDArray y =
          runBlock(blockInput(x, training, workspaceMgr), maskArray, training, workspaceMgr);
      return layerConf().residual() ? y.addi(x) : y;
    }
    INDArray rows = Rows.gather(x, active);
    // Layers keep their mask for the backward pass, when the workspace of this one is closed.
    INDArray mask = maskArray == null ? null : Rows.gather(maskArray, active).detach();
    INDArray y = runBlock(blockInput(rows, training, workspaceMgr), mask, training, workspaceMgr);
    INDArray out = workspaceMgr.dup(ArrayType.ACTIVATIONS, x, 'c');
    Rows.scatter(out, active, layerConf().residual() ? y.add(rows) : y);
    return out;
  }

  /** At inference some of DL4J's layers work in place, on what is added to the result here. */
  private INDArray blockInput(INDArray x, boolean training, LayerWorkspaceMgr workspaceMgr) {
    return layerConf().residual() && !training ? workspaceMgr.dup(ArrayType.ACTIVATIONS, x) : x;
  }

  private boolean[] through(double[] activity) {
    double tau = threshold();
    boolean[] through = new boolean[activity.length];
    for (int n = 0; n < through.length; n++) {
      if (Double.isNaN(activity[n])) {
        throw new IllegalStateException(
            label()
                + ": expected an input without NaN, found one in sample "
                + n
                + " of the batch. Check the data and the layers before it.");
      }
      through[n] = gate().direction().through(activity[n], tau);
    }
    return through;
  }

  private INDArray activateSoft(INDArray x, double[] activity, LayerWorkspaceMgr workspaceMgr) {
    double t = gate().temperature(getIterationCount(), getEpochCount());
    soft = new SoftGate(activity, threshold(), gate().direction(), t);
    active = null;
    INDArray g = Nd4j.createFromArray(soft.open()).castTo(dataType);
    INDArray f = runBlock(x, maskArray, true, workspaceMgr);
    softChange = layerConf().residual() ? f : workspaceMgr.dup(ArrayType.ACTIVATIONS, f).subi(x);
    INDArray out =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, x.shape(), 'c');
    return Broadcast.mul(softChange, g, out, 0).addi(x);
  }

  private INDArray runBlock(
      INDArray x, INDArray mask, boolean training, LayerWorkspaceMgr workspaceMgr) {
    // Of a network's output layers, DL4J opens no workspace for the input at inference.
    LayerWorkspaceMgr inputs =
        workspaceMgr.isWorkspaceOpen(ArrayType.INPUT)
            ? workspaceMgr
            : LayerWorkspaceMgr.noWorkspacesImmutable();
    INDArray activation = x;
    INDArray currentMask = mask;
    for (Layer layer : block) {
      layer.setInputMiniBatchSize((int) x.size(0));
      currentMask = passMask(layer, currentMask, (int) x.size(0));
      layer.setInput(activation, inputs);
      activation = layer.activate(training, workspaceMgr);
    }
    return activation;
  }

  /** DL4J's layers do not expect to be told of a mask that is absent. */
  private INDArray passMask(Layer layer, INDArray mask, int samples) {
    if (mask == null) {
      layer.setMaskArray(null);
      return null;
    }
    return layer.feedForwardMaskArray(mask, maskState, samples).getFirst();
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    Gradient gradient = new DefaultGradient();
    gradientViews.forEach((key, view) -> gradient.gradientForVariable().put(key, view));
    INDArray dThreshold = gradientViews.get(THRESHOLD_KEY);
    INDArray dx = workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon.castTo(dataType), 'c');
    if (soft != null) {
      return new Pair<>(gradient, backpropSoft(epsilon, dx, dThreshold, workspaceMgr));
    }
    // A hard gate is flat almost everywhere, and skipped rows pass their gradient unchanged.
    dThreshold.assign(0);
    if (active.length == 0) {
      gradientViews.values().forEach(view -> view.assign(0));
    } else if (active.length == lastBatch) {
      INDArray inner = backpropBlock(epsilon, workspaceMgr);
      if (layerConf().residual()) {
        dx.addi(inner);
      } else {
        dx.assign(inner);
      }
    } else {
      INDArray rows = Rows.gather(epsilon, active);
      INDArray inner = backpropBlock(rows, workspaceMgr);
      Rows.scatter(dx, active, layerConf().residual() ? inner.add(rows) : inner);
    }
    return new Pair<>(gradient, dx);
  }

  /** Through y = x + g(A(x)) c(x), with c = F(x) or F(x) − x: three ways back to x. */
  private INDArray backpropSoft(
      INDArray epsilon, INDArray dx, INDArray dThreshold, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = input.castTo(dataType);
    INDArray g = Nd4j.createFromArray(soft.open()).castTo(dataType);
    int[] perSample = new int[x.rank() - 1];
    Arrays.setAll(perSample, i -> i + 1);
    double[] dOpen = RowMajor.of(epsilon.mul(softChange).sum(perSample));
    INDArray dChange = Broadcast.mul(epsilon, g, epsilon.ulike(), 0);
    if (!layerConf().residual()) {
      dx.subi(dChange);
    }
    dx.addi(backpropBlock(dChange, workspaceMgr));
    double[] dActivity = soft.measureGradient(dOpen);
    dThreshold.assign(soft.thresholdGradient(dOpen));
    INDArray column =
        Nd4j.create(dActivity, new long[] {dActivity.length, 1}, 'c').castTo(dataType);
    return dx.addi(Activity.gradient(gate().measure(), x, layerConf().layout(), maskArray, column));
  }

  private INDArray backpropBlock(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray gradient = epsilon;
    for (int i = block.size() - 1; i >= 0; i--) {
      gradient = block.get(i).backpropGradient(gradient, workspaceMgr).getSecond();
    }
    return gradient;
  }

  @Override
  public double calcRegularizationScore(boolean backpropParamsOnly) {
    return block.stream().mapToDouble(l -> l.calcRegularizationScore(backpropParamsOnly)).sum();
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray gradients) {
    super.setBackpropGradientsViewArray(gradients);
    for (int i = 0; i < block.size(); i++) {
      INDArray part = BlockParameters.part(layerConf(), i, gradients);
      if (part != null) {
        block.get(i).setBackpropGradientsViewArray(part);
      }
    }
  }

  /** Copies into the views that the block's layers hold, whatever order each parameter has. */
  @Override
  public void setParams(INDArray values) {
    if (values != paramsFlattened) {
      paramsFlattened.assign(values.reshape(paramsFlattened.shape()));
    }
  }

  @Override
  public void setParam(String key, INDArray value) {
    params.get(key).assign(value);
  }

  @Override
  public void setParamTable(Map<String, INDArray> table) {
    if (params == null) {
      super.setParamTable(table);
    } else {
      table.forEach(this::setParam);
    }
  }

  @Override
  public boolean updaterDivideByMinibatch(String paramName) {
    int owner = BlockParameters.owner(paramName);
    return owner < 0 || block.get(owner).updaterDivideByMinibatch(BlockParameters.inner(paramName));
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int minibatchSize) {
    this.maskArray = mask;
    this.maskState = state;
    return new Pair<>(mask, state);
  }

  @Override
  public void setIterationCount(int count) {
    super.setIterationCount(count);
    block.forEach(layer -> layer.setIterationCount(count));
  }

  @Override
  public void setEpochCount(int count) {
    super.setEpochCount(count);
    block.forEach(layer -> layer.setEpochCount(count));
  }

  @Override
  public void setCacheMode(CacheMode mode) {
    super.setCacheMode(mode);
    block.forEach(layer -> layer.setCacheMode(mode));
  }

  @Override
  public void applyConstraints(int iteration, int epoch) {
    super.applyConstraints(iteration, epoch);
    block.forEach(layer -> layer.applyConstraints(iteration, epoch));
  }

  @Override
  public void clearNoiseWeightParams() {
    super.clearNoiseWeightParams();
    block.forEach(Layer::clearNoiseWeightParams);
  }

  @Override
  public void clear() {
    super.clear();
    softChange = null;
    block.forEach(Layer::clear);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
