package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.zoo.ExitHead;
import io.github.dl4jrouting.zoo.Routing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * A recipe that knows how to train an {@link ExitHead}: both classifiers learn at the same time,
 * the gate open. From the second epoch on, or from the first where it starts with a trained twin,
 * the labels of the early one are a mean of the true ones and of the probabilities that the deep
 * one gives (Hinton, Vinyals, Dean 2015, arXiv 1503.02531), so that it becomes unsure where the
 * deep one is. Where the settings say so, the last epochs leave the early classifier as it is and
 * tune the rest of the network on the samples that the early one is least sure of ({@link
 * HardTuning}). The gate's threshold is set at the end, on held-out samples.
 *
 * @param <S> type of its settings
 */
abstract class ExitRecipe<S extends TwinSettings> extends TwinRecipe<S> {

  /**
   * A recipe.
   *
   * @param model name of the model
   * @param routing what decides; an exit is trained where it is {@link Routing#EARLY_EXIT}
   * @param settings how long and with what
   * @param twin the trained dense twin that it starts from; with new weights where there is none
   */
  ExitRecipe(String model, Routing routing, S settings, Optional<ComputationGraph> twin) {
    super(model, routing, settings, twin);
  }

  /** How the exit is trained. */
  abstract ExitSettings exit();

  /** How the last epochs tune; not at all unless overridden. */
  Optional<HardTuning> tuning() {
    return Optional.empty();
  }

  @Override
  public final int tuningEpochs() {
    return tuning().map(HardTuning::epochs).orElse(0);
  }

  /** A network of the same weights: DL4J cannot change the rate of one that has gates. */
  @Override
  public ComputationGraph tune(ComputationGraph network, int batches) {
    ISchedule falling =
        FallingRate.linear(tuning().orElseThrow().learningRate(), batches * tuningEpochs());
    ComputationGraphConfiguration configuration = network.getConfiguration().clone();
    configuration.setIterationCount(0);
    Set<String> kept = exits() ? Ancestors.layers(configuration, ExitHead.EXIT) : Set.of();
    configuration
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex layer
                  && layer.getLayerConf().getLayer() instanceof BaseLayer trained) {
                IUpdater rule = trained.getIUpdater().clone();
                rule.setLrAndSchedule(Double.NaN, falling);
                // Not Adam at a rate of zero: ND4J's takes 1e-8 for it.
                trained.setIUpdater(kept.contains(name) ? new Sgd(0) : rule);
              }
            });
    ComputationGraph tuned = new ComputationGraph(configuration);
    tuned.init();
    tuned.setParams(network.params());
    return tuned;
  }

  private boolean exits() {
    return routing() == Routing.EARLY_EXIT;
  }

  @Override
  public MultiDataSet step(ComputationGraph network, DataSet batch, int epoch) {
    INDArray x = batch.getFeatures();
    INDArray y = batch.getLabels();
    if (!exits()) {
      return new org.nd4j.linalg.dataset.MultiDataSet(x, y);
    }
    if (epoch > epochs() - tuningEpochs()) {
      return hardest(network, batch);
    }
    INDArray early = y;
    if (exit().distillation() > 0 && (epoch > 1 || fromTwin())) {
      early = Distillation.in(network).labels(y, exit().distillation());
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(new INDArray[] {x}, new INDArray[] {y, early});
  }

  /** Those of a mini-batch that the early classifier is least sure of. */
  private MultiDataSet hardest(ComputationGraph network, DataSet batch) {
    ConfidenceGateLayer gate = gate(network);
    double[] sure = gate.measure().of(network.output(batch.getFeatures())[1]).toDoubleVector();
    int towardsSure = -gate.direction().sign();
    Comparator<Integer> leastSure = Comparator.comparingDouble(n -> towardsSure * sure[n]);
    int[] rows =
        IntStream.range(0, sure.length)
            .boxed()
            .sorted(leastSure)
            .limit(tuning().orElseThrow().of(sure.length))
            .mapToInt(n -> n)
            .sorted()
            .toArray();
    DataSet hard = batch.get(rows);
    INDArray y = hard.getLabels();
    return new org.nd4j.linalg.dataset.MultiDataSet(
        new INDArray[] {hard.getFeatures()}, new INDArray[] {y, y});
  }

  private static ConfidenceGateLayer gate(ComputationGraph network) {
    return (ConfidenceGateLayer) network.getLayer(ExitHead.GATE).conf().getLayer();
  }

  @Override
  public ComputationGraph finish(ComputationGraph network, DataSetIterator heldOut) {
    if (!exits()) {
      return network;
    }
    ConfidenceGateLayer gate = gate(network);
    List<ExitThreshold.Seen> seen = ForcedPaths.open(network, () -> seen(network, gate, heldOut));
    double threshold =
        new ExitThreshold(gate.direction(), exit().mostExits(), exit().allowedDrop()).of(seen);
    Thresholded.of(network.getLayer(ExitHead.GATE)).setThreshold(threshold);
    return ExitHead.withoutTrainingOutput(network);
  }

  private static List<ExitThreshold.Seen> seen(
      ComputationGraph network, ConfidenceGateLayer gate, DataSetIterator heldOut) {
    List<ExitThreshold.Seen> seen = new ArrayList<>();
    while (heldOut.hasNext()) {
      DataSet batch = heldOut.next();
      INDArray[] outputs = network.output(batch.getFeatures());
      int[] label = batch.getLabels().argMax(1).toIntVector();
      int[] deep = outputs[0].argMax(1).toIntVector();
      int[] early = outputs[1].argMax(1).toIntVector();
      double[] sure = gate.measure().of(outputs[1]).toDoubleVector();
      for (int n = 0; n < label.length; n++) {
        seen.add(new ExitThreshold.Seen(sure[n], early[n] == label[n], deep[n] == label[n]));
      }
    }
    return seen;
  }
}
