package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.gate.ConfidenceGateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.zoo.RoutedLeNet;
import io.github.dl4jrouting.zoo.RoutedLeNetBuilder;
import io.github.dl4jrouting.zoo.Routing;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Trains a {@link RoutedLeNet} with its early exit, or its dense twin, in the same way.
 *
 * <p>Both classifiers learn at the same time from the first mini-batch on, the gate open. From the
 * second epoch on the early one learns from the deep one as well: its labels are a mean of the true
 * ones and of the probabilities that the deep one gives (Hinton, Vinyals, Dean 2015, arXiv
 * 1503.02531), so that it becomes unsure where the deep one is. The learning rate falls to zero
 * over the run; the weights' moving average remains. At last the gate's threshold is set on
 * held-out samples, so that the surest of them exit, as many as the settings say.
 */
public final class LeNetRecipe extends TwinRecipe<LeNetSettings> {

  /**
   * A recipe.
   *
   * @param routed false for the dense twin
   * @param settings how long and with what
   */
  public LeNetRecipe(boolean routed, LeNetSettings settings) {
    super("RoutedLeNet", routed ? Routing.EARLY_EXIT : Routing.NONE, settings);
  }

  @Override
  public ComputationGraph start(int batches) {
    // One step more than there are, for the last one shall not stand still.
    double steps = (double) batches * settings().epochs() + 1;
    RoutedLeNetBuilder builder =
        RoutedLeNet.builder()
            .image(settings().channels(), settings().height(), settings().width())
            .classes(settings().classes())
            .exitUnits(settings().exitUnits())
            .seed(settings().seed())
            .routing(routing())
            .updater(
                new Adam(
                    new PolySchedule(
                        ScheduleType.ITERATION, settings().learningRate(), 1, (int) steps)));
    return builder.build().init();
  }

  @Override
  public MultiDataSet step(ComputationGraph network, DataSet batch, int epoch) {
    INDArray x = batch.getFeatures();
    INDArray y = batch.getLabels();
    if (!routed()) {
      return new org.nd4j.linalg.dataset.MultiDataSet(x, y);
    }
    INDArray early = y;
    if (settings().distillation() > 0 && epoch > 1) {
      INDArray deep = network.output(x)[0];
      early = y.mul(1 - settings().distillation()).addi(deep.mul(settings().distillation()));
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(new INDArray[] {x}, new INDArray[] {y, early});
  }

  @Override
  public ComputationGraph finish(ComputationGraph network, DataSetIterator heldOut) {
    if (!routed()) {
      return network;
    }
    var gate = (ConfidenceGateLayer) network.getLayer(RoutedLeNet.GATE).conf().getLayer();
    List<ExitThreshold.Seen> seen = ForcedPaths.open(network, () -> seen(network, gate, heldOut));
    double threshold =
        new ExitThreshold(gate.direction(), settings().mostExits(), settings().allowedDrop())
            .of(seen);
    Thresholded.of(network.getLayer(RoutedLeNet.GATE)).setThreshold(threshold);
    return RoutedLeNet.withoutTrainingOutput(network);
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
