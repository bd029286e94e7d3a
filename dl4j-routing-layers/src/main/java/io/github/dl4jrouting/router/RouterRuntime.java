package io.github.dl4jrouting.router;

import io.github.dl4jrouting.input.FeaturePooling;
import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.input.RowMajor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a {@link RouterLayer} does in a network. */
public final class RouterRuntime extends RoutingRuntime<RouterLayer> {
  private static final long serialVersionUID = 1L;

  /**
   * The last forward pass's decisions, in plain arrays, because workspaces close between passes.
   */
  private transient Pass pass;

  /**
   * A router without parameters yet.
   *
   * @param conf configuration with a {@link RouterLayer} in it
   * @param dataType type of the parameters and activations
   */
  RouterRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /**
   * One forward pass.
   *
   * @param scores s without noise
   * @param backward the probabilities whose softmax gradient goes back
   * @param temperature T of that softmax
   * @param penalised the probabilities that the penalty sees
   * @param penaltyTemperature T of those
   * @param mask which samples the penalty counts; null for all
   * @param training whether this was a training pass
   */
  private record Pass(
      double[] scores,
      double[] backward,
      double temperature,
      double[] penalised,
      double penaltyTemperature,
      boolean[] mask,
      boolean training) {}

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    RouterLayer layer = layerConf();
    double[] scores = network(training, workspaceMgr).scores();
    int bad = Routing.firstBadRow(scores, layer.paths());
    if (bad >= 0) {
      throw new IllegalStateException(
          label()
              + ": expected finite router scores, found NaN or infinity for sample "
              + bad
              + " of the batch. Check its input for NaN, and the learning rate.");
    }
    double[] p = training ? train(scores) : infer(scores);
    return activation(p, workspaceMgr);
  }

  private double[] train(double[] scores) {
    RouterLayer layer = layerConf();
    int paths = layer.paths();
    double t = layer.temperature(getIterationCount(), getEpochCount());
    double noise = layer.noise(getIterationCount(), getEpochCount());
    double[] expected = Routing.softmax(scores, paths, t);
    double[] noisy = scores;
    if (noise > 0) {
      double[] uniform = Nd4j.rand(DataType.DOUBLE, scores.length).data().asDouble();
      noisy = Routing.withNoise(scores, Routing.gumbel(uniform), noise);
    }
    boolean[] mask = RowMajor.mask(maskArray, scores.length / paths);
    return switch (layer.trainingMode()) {
      case SOFT -> remember(new Pass(scores, expected, t, expected, t, mask, true), expected);
      case STRAIGHT_THROUGH ->
          remember(
              new Pass(
                  scores,
                  noisy == scores ? expected : Routing.softmax(noisy, paths, t),
                  t,
                  expected,
                  t,
                  mask,
                  true),
              Routing.oneHotArgmax(noisy, paths));
      case GUMBEL -> {
        double[] relaxed = Routing.softmax(noisy, paths, t);
        double[] rate = Routing.softmax(scores, paths, 1);
        yield remember(new Pass(scores, relaxed, t, rate, 1, mask, true), relaxed);
      }
    };
  }

  private double[] infer(double[] scores) {
    RouterLayer layer = layerConf();
    double t = layer.inferenceTemperature();
    double[] p =
        switch (layer.inferenceMode()) {
          case HARD -> Routing.oneHotArgmax(scores, layer.paths());
          case TOP_K -> Routing.topK(scores, layer.paths(), layer.topK(), t);
          case SOFT -> Routing.softmax(scores, layer.paths(), t);
        };
    return remember(new Pass(scores, p, t, p, t, null, false), p);
  }

  private double[] remember(Pass newPass, double[] p) {
    pass = newPass;
    return p;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    RouterLayer layer = layerConf();
    int paths = layer.paths();
    double[] ds =
        Routing.softmaxGradient(pass.backward(), RowMajor.of(epsilon), paths, pass.temperature());
    if (pass.training() && layer.penalty().isPresent()) {
      addPenaltyGradient(ds);
    }
    RouterNetwork network = network(true, workspaceMgr);
    INDArray result = inputGradient(workspaceMgr);
    InputLayout layout = layer.layout();
    boolean pooled = layout != InputLayout.DENSE;
    INDArray dFeatures =
        pooled
            ? Nd4j.createUninitialized(
                dataType, new long[] {ds.length / paths, layer.getNIn()}, 'c')
            : result;
    network.backward(ds, gradientViews, dFeatures);
    if (pooled) {
      FeaturePooling.unpool(dFeatures, layout, maskArray, result);
    }
    weightNoiseParams.clear();
    return new Pair<>(gradients(), backpropDropOutIfPresent(result));
  }

  /**
   * The updater will divide all gradients by the minibatch size (if the network is set so), but the
   * penalty is a mean already, as is its part of the score: so it goes in multiplied.
   */
  private void addPenaltyGradient(double[] ds) {
    var penalty = layerConf().penalty().orElseThrow();
    int paths = layerConf().paths();
    int iteration = getIterationCount();
    int epoch = getEpochCount();
    double scale = conf().isMiniBatch() ? (double) ds.length / paths : 1;
    double[] dp =
        penalty.probabilityGradient(pass.penalised(), paths, pass.mask(), iteration, epoch);
    double[] throughSoftmax =
        Routing.softmaxGradient(pass.penalised(), dp, paths, pass.penaltyTemperature());
    double[] direct = penalty.scoreGradient(pass.scores(), paths, pass.mask(), iteration, epoch);
    for (int i = 0; i < ds.length; i++) {
      ds[i] += scale * (throughSoftmax[i] + direct[i]);
    }
  }

  @Override
  public double calcRegularizationScore(boolean backpropParamsOnly) {
    return super.calcRegularizationScore(backpropParamsOnly) + penaltyScore();
  }

  /**
   * The penalty of the last pass.
   *
   * @return its value; 0 after a test pass, or without a penalty
   */
  public double penaltyScore() {
    if (pass == null || !pass.training()) {
      return 0;
    }
    return layerConf()
        .penalty()
        .map(
            penalty ->
                penalty.value(
                    pass.scores(),
                    pass.penalised(),
                    layerConf().paths(),
                    pass.mask(),
                    getIterationCount(),
                    getEpochCount()))
        .orElse(0.0);
  }

  private RouterNetwork network(boolean training, LayerWorkspaceMgr workspaceMgr) {
    RouterLayer layer = layerConf();
    INDArray features =
        FeaturePooling.pool(checkedInput(training, workspaceMgr), layer.layout(), maskArray);
    return RouterNetwork.of(
        features, key -> getParamWithNoise(key, training, workspaceMgr), layer, training);
  }
}
