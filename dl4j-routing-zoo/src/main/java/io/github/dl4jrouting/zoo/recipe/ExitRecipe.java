package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.zoo.ExitHead;
import io.github.dl4jrouting.zoo.Routing;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A recipe that knows how to train an {@link ExitHead}: both classifiers learn at the same time,
 * the gate open. From the second epoch on the labels of the early one are a mean of the true ones
 * and of the probabilities that the deep one gives (Hinton, Vinyals, Dean 2015, arXiv 1503.02531),
 * so that it becomes unsure where the deep one is. The gate's threshold is set at the end, on
 * held-out samples.
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
   */
  ExitRecipe(String model, Routing routing, S settings) {
    super(model, routing, settings);
  }

  /** How the exit is trained. */
  abstract ExitSettings exit();

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
    INDArray early = y;
    if (exit().distillation() > 0 && epoch > 1) {
      early = Distillation.in(network).labels(y, exit().distillation());
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(new INDArray[] {x}, new INDArray[] {y, early});
  }

  @Override
  public ComputationGraph finish(ComputationGraph network, DataSetIterator heldOut) {
    if (!exits()) {
      return network;
    }
    var gate = (ConfidenceGateLayer) network.getLayer(ExitHead.GATE).conf().getLayer();
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
