package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.parameter.ParameterCopy;
import io.github.dl4jrouting.penalty.SparsityPenaltyLayer;
import io.github.dl4jrouting.penalty.SparsityPenaltyLoss;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import io.github.dl4jrouting.vertex.NetworkCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Trains the thresholds and the weights of scaled bypasses alone, on a few hundred samples: all
 * other weights are frozen. Each gate is soft meanwhile, with a temperature of a tenth of the
 * spread of what it sees, and is held to the skip ratio that it starts with by a penalty, so that
 * the loss cannot simply open it.
 *
 * @param epochs passes over the data
 * @param learningRate Adam's, in units of what each gate sees of spread
 * @param rateWeight weight of the penalty (share through − share at the start)²; where it is small
 *     beside what the blocks are worth to the loss, the gates open all the same
 */
public record ThresholdTuning(int epochs, double learningRate, double rateWeight) {
  private static final double SHARE_OF_SPREAD = 0.1;

  /** Checks the settings. */
  public ThresholdTuning {
    if (epochs < 1 || !(learningRate > 0) || !(rateWeight >= 0)) {
      throw new IllegalArgumentException(
          "Expected at least 1 epoch, a learning rate above 0 and a weight of at least 0, found "
              + epochs
              + ", "
              + learningRate
              + ", "
              + rateWeight);
    }
  }

  /**
   * Trains; sets the thresholds and bypass weights of the network, and nothing else in it.
   *
   * @param gated a network with gates whose thresholds are set; infinite ones stay
   * @param data a labelled split
   * @param inputTypes types of the network's inputs
   * @throws IllegalArgumentException if no threshold is finite
   */
  public void tune(ComputationGraph gated, MultiDataSetIterator data, InputType... inputTypes) {
    List<MultiDataSet> batches = CalibrationData.batches(data);
    List<GateSite> sites =
        GateSites.of(gated, inputTypes).sites().stream()
            .filter(site -> Double.isFinite(threshold(gated, site)))
            .toList();
    if (sites.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected at least one finite threshold to tune, found none. Set them first, for example"
              + " with SkipRatioCalibrator.");
    }
    ComputationGraph trained = trained(gated, sites, batches);
    for (GateSite site : sites) {
      double tuned = Thresholded.of(trained.getLayer(site.gate())).threshold();
      Thresholded.of(gated.getLayer(site.gate())).setThreshold(tuned);
      if (isScaled(gated.getConfiguration(), site)) {
        gated.getVertex(site.bypass()).params().assign(trained.getVertex(site.bypass()).params());
      }
    }
  }

  private static double threshold(ComputationGraph network, GateSite site) {
    return Thresholded.of(network.getLayer(site.gate())).threshold();
  }

  private static boolean isScaled(ComputationGraphConfiguration configuration, GateSite site) {
    return Unfrozen.layer(configuration, site.bypass()).orElse(null) instanceof SkipConnectionLayer;
  }

  private static org.nd4j.linalg.dataset.MultiDataSet withPenaltyLabels(
      MultiDataSet batch, int gates) {
    List<INDArray> labels = new ArrayList<>(List.of(batch.getLabels()));
    for (int i = 0; i < gates; i++) {
      labels.add(Nd4j.zeros(batch.getFeatures(0).size(0), 2));
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(
        batch.getFeatures(), labels.toArray(INDArray[]::new), batch.getFeaturesMaskArrays(), null);
  }

  /** The network with its penalties, whose thresholds and bypasses alone have been trained. */
  ComputationGraph trained(
      ComputationGraph gated, List<GateSite> sites, List<MultiDataSet> batches) {
    ComputationGraph trained = trainable(gated, sites, batches);
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (MultiDataSet batch : batches) {
        trained.fit(withPenaltyLabels(batch, sites.size()));
      }
    }
    return trained;
  }

  private ComputationGraph trainable(
      ComputationGraph gated, List<GateSite> sites, List<MultiDataSet> batches) {
    ComputationGraphConfiguration configuration =
        NetworkCopy.configuration(gated.getConfiguration());
    configuration.setTopologicalOrder(null);
    configuration.setTopologicalOrderStr(null);
    for (Map.Entry<String, GraphVertex> entry : configuration.getVertices().entrySet()) {
      // Backpropagation ends at DL4J's own frozen parts; gates before them are to be tuned, too.
      entry.setValue(Unfrozen.vertex(entry.getValue()));
      if (entry.getValue() instanceof LayerVertex vertex) {
        boolean isOutput = configuration.getNetworkOutputs().contains(entry.getKey());
        freeze(vertex.getLayerConf(), isOutput);
      }
    }
    Spreads spreads = Spreads.of(gated, sites, batches);
    for (int i = 0; i < sites.size(); i++) {
      thaw(configuration, gated, sites.get(i), spreads.deviations()[i], spreads.through()[i]);
    }
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    ParameterCopy.copy(gated, network);
    return network;
  }

  /** An output layer computes the loss, so that it stays itself and only its updater rests. */
  private static void freeze(NeuralNetConfiguration conf, boolean isOutput) {
    Layer layer = Unfrozen.layer(conf.getLayer());
    conf.setLayer(layer);
    // DL4J regularizes the layer inside a FrozenLayerWithBackprop.
    withoutRegularization(layer);
    if (!isOutput) {
      FrozenLayerWithBackprop frozen = new FrozenLayerWithBackprop(layer);
      frozen.setLayerName(layer.getLayerName());
      conf.setLayer(frozen);
    } else if (layer instanceof BaseLayer weights) {
      // DL4J's NoOp would hand on the gradient as it is: a learning rate of 1.
      weights.setIUpdater(new Sgd(0));
      weights.setBiasUpdater(new Sgd(0));
      weights.setIDropout(null);
    }
  }

  private static void withoutRegularization(Layer layer) {
    if (layer instanceof BaseLayer weights) {
      weights.setRegularization(new ArrayList<>());
      weights.setRegularizationBias(new ArrayList<>());
    }
    if (layer instanceof ActivitySkipLayer block) {
      block.layers().forEach(ThresholdTuning::withoutRegularization);
    }
    if (layer instanceof BaseWrapperLayer wrapper) {
      withoutRegularization(wrapper.getUnderlying());
    }
    if (layer instanceof Bidirectional both) {
      withoutRegularization(both.getFwd());
      withoutRegularization(both.getBwd());
    }
  }

  private void thaw(
      ComputationGraphConfiguration configuration,
      ComputationGraph gated,
      GateSite site,
      double spread,
      double through) {
    ActivityGateLayer old = (ActivityGateLayer) Unfrozen.configuration(gated.getLayer(site.gate()));
    ActivityGateLayer gate =
        new ActivityGateLayer.Builder()
            .measure(old.measure())
            .direction(old.direction())
            .layout(old.layout())
            .threshold(threshold(gated, site))
            .learnable(true)
            .temperature(SHARE_OF_SPREAD * spread)
            .build();
    gate.setLayerName(site.gate());
    gate.setNIn(old.getNIn());
    gate.setIUpdater(new Adam(learningRate * spread));
    layerConf(configuration, site.gate()).setLayer(gate);
    if (isFrozenBypass(configuration, site)) {
      SkipConnectionLayer bypass =
          (SkipConnectionLayer) Unfrozen.configuration(gated.getLayer(site.bypass())).clone();
      bypass.setIUpdater(new Adam(learningRate));
      bypass.setRegularization(new ArrayList<>());
      layerConf(configuration, site.bypass()).setLayer(bypass);
    }
    SparsityPenaltyLoss penalty =
        new SparsityPenaltyLoss.Builder().targetRate(through, rateWeight).build();
    String name = site.gate() + "-rate";
    NeuralNetConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .layer(new SparsityPenaltyLayer.Builder(penalty).name(name).build())
            .build();
    configuration.getVertices().put(name, new LayerVertex(conf, null));
    configuration.getVertexInputs().put(name, new ArrayList<>(List.of(site.gate())));
    configuration.getNetworkOutputs().add(name);
  }

  private static NeuralNetConfiguration layerConf(
      ComputationGraphConfiguration configuration, String name) {
    return ((LayerVertex) configuration.getVertices().get(name)).getLayerConf();
  }

  private static boolean isFrozenBypass(
      ComputationGraphConfiguration configuration, GateSite site) {
    return configuration.getVertices().get(site.bypass()) instanceof LayerVertex vertex
        && vertex.getLayerConf().getLayer() instanceof FrozenLayerWithBackprop frozen
        && frozen.getUnderlying() instanceof SkipConnectionLayer;
  }
}
