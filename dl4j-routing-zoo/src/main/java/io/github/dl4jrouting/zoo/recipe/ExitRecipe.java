package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.vertex.NetworkCopy;
import io.github.dl4jrouting.zoo.ExitHead;
import io.github.dl4jrouting.zoo.Routing;
import io.github.dl4jrouting.zoo.Subnetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * A recipe that knows how to train an {@link ExitHead}, in one of two ways.
 *
 * <p>All at the same time, without gates, as though they were open. From the second epoch on, or
 * from the first where it starts with a trained twin, the labels of the early classifiers are a
 * mean of the true ones and of the probabilities that the deep one gives (Hinton, Vinyals, Dean
 * 2015, arXiv 1503.02531), so that they become unsure where the deep one is.
 *
 * <p>Or, from a trained twin on, in {@link ExitPhases}: the early classifiers alone, from such
 * labels too, with the twin for the deep one; then all but the early classifiers.
 *
 * <p>The gates' thresholds are set at the end, on held-out samples.
 *
 * @param <S> type of its settings
 */
abstract class ExitRecipe<S extends TwinSettings> extends TwinRecipe<S> {

  /** Empty where all learn at the same time. */
  private final Optional<ExitPhases> phases;

  /** The trained twin, where exits learn from it in a phase of their own. */
  private final Optional<RoutedInference> teacher;

  /**
   * A recipe.
   *
   * @param model name of the model
   * @param routing what decides; exits are trained where it is {@link Routing#EARLY_EXIT}
   * @param settings how long and with what
   * @param phases those of exits from the trained twin on; where there are none, all learn at the
   *     same time
   * @param twin the trained dense twin that it starts from; with new weights where there is none
   */
  ExitRecipe(
      String model,
      Routing routing,
      S settings,
      Optional<ExitPhases> phases,
      Optional<ComputationGraph> twin) {
    super(model, routing, settings, twin);
    this.phases = phases.filter(there -> fromTwin() && hasExits());
    teacher =
        this.phases.flatMap(there -> twin).map(dense -> RoutedInference.compile(dense).detached());
  }

  /** How exits are trained. */
  abstract ExitSettings exit();

  /** Those of the settings, and before them those of the exits alone. */
  @Override
  public final int epochs() {
    return exitEpochs() + super.epochs();
  }

  private int exitEpochs() {
    return phases.map(ExitPhases::exitEpochs).orElse(0);
  }

  @Override
  public final ComputationGraph start(int batches) {
    ComputationGraph network = super.start(batches);
    if (!hasExits()) {
      return network;
    }
    return phases
        .map(there -> alone(there, network, batches))
        .orElseGet(() -> ExitHead.withoutGates(network));
  }

  /** The exits, as they learn in the first phase. */
  private static ComputationGraph alone(ExitPhases phases, ComputationGraph network, int batches) {
    ISchedule rate = FallingRate.linear(phases.exitRate(), batches * phases.exitEpochs());
    return changed(
        Subnetwork.of(network, ExitHead.exits(network)),
        (name, layer) -> {
          layer.setIUpdater(new Adam(rate));
          if (phases.exitDropout() > 0 && isHidden(layer)) {
            layer.setIDropout(new Dropout(1 - phases.exitDropout()));
          }
        });
  }

  /** Whether it is not the one that gives the scores. */
  private static boolean isHidden(BaseLayer layer) {
    return layer instanceof DenseLayer && !(layer.getActivationFn() instanceof ActivationIdentity);
  }

  @Override
  public final boolean startsPhase(int epoch) {
    return phases.isPresent() && epoch == exitEpochs() + 1;
  }

  @Override
  public final ComputationGraph phase(ComputationGraph network, int batches) {
    ComputationGraph whole = ExitHead.withoutGates(super.start(batches));
    Subnetwork.putBack(network, whole);
    Set<String> exit = network.getConfiguration().getVertices().keySet();
    ISchedule rate = FallingRate.linear(phases.orElseThrow().restRate(), batches * super.epochs());
    // Not Adam at a rate of zero: ND4J's takes 1e-8 for it.
    return changed(
        whole,
        (name, layer) -> layer.setIUpdater(exit.contains(name) ? new Sgd(0) : new Adam(rate)));
  }

  /**
   * A network of the same weights, of which some layers are trained in another way: DL4J cannot
   * change the learning rate of one that has gates.
   */
  private static ComputationGraph changed(
      ComputationGraph network, BiConsumer<String, BaseLayer> change) {
    ComputationGraphConfiguration configuration =
        NetworkCopy.configuration(network.getConfiguration());
    configuration
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex layer
                  && layer.getLayerConf().getLayer() instanceof BaseLayer trained) {
                change.accept(name, trained);
              }
            });
    ComputationGraph changed = new ComputationGraph(configuration);
    changed.init();
    changed.setParams(network.params());
    return changed;
  }

  /** With the gates that it has once it is trained, where it is more than the exits alone. */
  @Override
  public final ComputationGraph measured(ComputationGraph network) {
    if (!hasExits() || !network.getConfiguration().getNetworkOutputs().contains(ExitHead.CLASSES)) {
      return network;
    }
    Map<String, GraphVertex> trained = network.getConfiguration().getVertices();
    ComputationGraph whole =
        changed(
            model(1).init(),
            (name, layer) -> {
              GraphVertex like = trained.getOrDefault(name, trained.get(ExitHead.CLASSES));
              if (like instanceof LayerVertex vertex
                  && vertex.getLayerConf().getLayer() instanceof BaseLayer same) {
                layer.setIUpdater(same.getIUpdater());
              }
            });
    Subnetwork.putBack(network, whole);
    return whole;
  }

  private boolean hasExits() {
    return routing() == Routing.EARLY_EXIT;
  }

  @Override
  public MultiDataSet step(ComputationGraph network, DataSet batch, int epoch) {
    INDArray x = batch.getFeatures();
    INDArray y = batch.getLabels();
    if (!hasExits()) {
      return new org.nd4j.linalg.dataset.MultiDataSet(x, y);
    }
    double share = exit().distillation();
    if (phases.isEmpty()) {
      boolean learns = share > 0 && (epoch > 1 || fromTwin());
      return labelled(network, x, y, learns ? Distillation.in(network).labels(y, share) : y);
    }
    if (epoch > exitEpochs()) {
      return labelled(network, x, y, y); // the exits' are learned by nobody
    }
    INDArray labels = y.mul(1 - share);
    if (share > 0) {
      labels.addi(teacher.orElseThrow().output(x)[0].mul(share));
    }
    return labelled(network, x, y, labels);
  }

  /** The network's own labels for the output that answers, if it has it, and others for exits. */
  private static MultiDataSet labelled(
      ComputationGraph network, INDArray x, INDArray y, INDArray early) {
    INDArray[] labels =
        network.getConfiguration().getNetworkOutputs().stream()
            .map(output -> output.equals(ExitHead.CLASSES) ? y : early)
            .toArray(INDArray[]::new);
    return new org.nd4j.linalg.dataset.MultiDataSet(new INDArray[] {x}, labels);
  }

  @Override
  public ComputationGraph finish(ComputationGraph trained, DataSetIterator heldOut) {
    if (!hasExits()) {
      return trained;
    }
    ComputationGraph network = measured(trained);
    List<String> exits = fromTheFirstOn(network);
    List<ConfidenceGateLayer> gates =
        exits.stream().map(exit -> gate(network, ExitHead.gate(exit))).toList();
    List<ExitThresholds.Seen> seen =
        ForcedPaths.open(network, () -> seen(network, exits, gates, heldOut));
    List<Direction> directions = gates.stream().map(ConfidenceGateLayer::direction).toList();
    List<Double> thresholds =
        new ExitThresholds(directions, exit().mostExits(), exit().allowedDrop()).of(seen);
    for (int k = 0; k < exits.size(); k++) {
      Thresholded.of(network.getLayer(ExitHead.gate(exits.get(k)))).setThreshold(thresholds.get(k));
    }
    ComputationGraph deployed = ExitHead.withoutTrainingOutput(network);
    // Whoever trains on may want the exits to learn, too.
    return phases
        .map(ExitPhases::restRate)
        .map(rate -> changed(deployed, (name, layer) -> layer.setIUpdater(new Adam(rate))))
        .orElse(deployed);
  }

  /** The outputs of the early classifiers, in the order in which samples meet them. */
  private static List<String> fromTheFirstOn(ComputationGraph network) {
    List<String> exits = new ArrayList<>(ExitHead.exits(network));
    Collections.reverse(exits);
    return exits;
  }

  private static ConfidenceGateLayer gate(ComputationGraph network, String name) {
    return (ConfidenceGateLayer) network.getLayer(name).conf().getLayer();
  }

  private static List<ExitThresholds.Seen> seen(
      ComputationGraph network,
      List<String> exits,
      List<ConfidenceGateLayer> gates,
      DataSetIterator heldOut) {
    List<String> outputs = network.getConfiguration().getNetworkOutputs();
    List<ExitThresholds.Seen> seen = new ArrayList<>();
    while (heldOut.hasNext()) {
      DataSet batch = heldOut.next();
      INDArray[] found = network.output(batch.getFeatures());
      INDArray labels = batch.getLabels();
      boolean[] deep = RoutedOutcome.right(found[outputs.indexOf(ExitHead.CLASSES)], labels);
      double[][] sure = new double[exits.size()][];
      boolean[][] early = new boolean[exits.size()][];
      for (int k = 0; k < sure.length; k++) {
        INDArray classes = found[outputs.indexOf(exits.get(k))];
        sure[k] = gates.get(k).measure().of(classes).toDoubleVector();
        early[k] = RoutedOutcome.right(classes, labels);
      }
      for (int n = 0; n < deep.length; n++) {
        seen.add(ExitThresholds.Seen.of(n, sure, early, deep));
      }
    }
    return seen;
  }
}
