package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.vertex.NetworkCopy;
import io.github.dl4jrouting.zoo.ExitHead;
import io.github.dl4jrouting.zoo.Routing;
import io.github.dl4jrouting.zoo.Subnetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
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
 * <p>All at the same time, the gate open. From the second epoch on, or from the first where it
 * starts with a trained twin, the labels of the early classifier are a mean of the true ones and of
 * the probabilities that the deep one gives (Hinton, Vinyals, Dean 2015, arXiv 1503.02531), so that
 * it becomes unsure where the deep one is.
 *
 * <p>Or, from a trained twin on, in {@link ExitPhases}: the early classifier alone, from such
 * labels too, with the twin for the deep one; then all but the early classifier.
 *
 * <p>The gate's threshold is set at the end, on held-out samples.
 *
 * @param <S> type of its settings
 */
abstract class ExitRecipe<S extends TwinSettings> extends TwinRecipe<S> {

  /** Empty where all learn at the same time. */
  private final Optional<ExitPhases> phases;

  /** The trained twin, where the exit learns from it in a phase of its own. */
  private final Optional<RoutedInference> teacher;

  /**
   * A recipe.
   *
   * @param model name of the model
   * @param routing what decides; an exit is trained where it is {@link Routing#EARLY_EXIT}
   * @param settings how long and with what
   * @param phases those of an exit from the trained twin on; where there are none, all learn at the
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
    this.phases = phases.filter(there -> fromTwin() && exits());
    teacher =
        this.phases.flatMap(there -> twin).map(dense -> RoutedInference.compile(dense).detached());
  }

  /** How the exit is trained. */
  abstract ExitSettings exit();

  /** Those of the settings, and before them those of the exit alone. */
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
    return phases.map(there -> alone(there, network, batches)).orElse(network);
  }

  /** The exit, as it learns in the first phase. */
  private static ComputationGraph alone(ExitPhases phases, ComputationGraph network, int batches) {
    ISchedule rate = FallingRate.linear(phases.exitRate(), batches * phases.exitEpochs());
    return changed(
        Subnetwork.of(network, List.of(ExitHead.EXIT)),
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
    ComputationGraph whole = super.start(batches);
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
    double share = exit().distillation();
    if (phases.isEmpty()) {
      boolean learns = share > 0 && (epoch > 1 || fromTwin());
      INDArray early = learns ? Distillation.in(network).labels(y, share) : y;
      return new org.nd4j.linalg.dataset.MultiDataSet(
          new INDArray[] {x}, new INDArray[] {y, early});
    }
    if (epoch > exitEpochs()) {
      return new org.nd4j.linalg.dataset.MultiDataSet(
          new INDArray[] {x}, new INDArray[] {y, y}); // the second are learned by nobody
    }
    INDArray labels = y.mul(1 - share);
    if (share > 0) {
      labels.addi(teacher.orElseThrow().output(x)[0].mul(share));
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(x, labels);
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
    ComputationGraph deployed = ExitHead.withoutTrainingOutput(network);
    // Whoever trains on may want the exit to learn, too.
    return phases
        .map(ExitPhases::restRate)
        .map(rate -> changed(deployed, (name, layer) -> layer.setIUpdater(new Adam(rate))))
        .orElse(deployed);
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
