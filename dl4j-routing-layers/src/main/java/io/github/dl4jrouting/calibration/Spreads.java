package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.Thresholded;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * What gates see as their thresholds stand.
 *
 * @param deviations standard deviation of the scores, for each gate
 * @param through share of samples that goes through, for each gate
 */
record Spreads(double[] deviations, double[] through) {

  static Spreads of(ComputationGraph network, List<GateSite> sites, List<MultiDataSet> batches) {
    double[] sums = new double[sites.size()];
    double[] squares = new double[sites.size()];
    double[] open = new double[sites.size()];
    long count = 0;
    VertexEvaluator evaluator = new VertexEvaluator(network, List.of());
    for (MultiDataSet batch : batches) {
      evaluator.start(batch.getFeatures(), batch.getFeaturesMaskArrays());
      for (int i = 0; i < sites.size(); i++) {
        GateSite site = sites.get(i);
        ActivityGateLayer gate =
            (ActivityGateLayer) Unfrozen.configuration(network.getLayer(site.gate()));
        double threshold = Thresholded.of(network.getLayer(site.gate())).threshold();
        INDArray x = evaluator.value(site.input());
        for (double score :
            Criterion.of(gate.measure()).scores(i, x, site.layout(), evaluator.mask(site))) {
          sums[i] += score;
          squares[i] += score * score;
          open[i] += gate.direction().through(score, threshold) ? 1 : 0;
        }
      }
      count += batch.getFeatures(0).size(0);
      evaluator.finish();
    }
    double[] deviations = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      double mean = sums[i] / count;
      deviations[i] = Math.sqrt(Math.max(squares[i] / count - mean * mean, 1e-12));
      open[i] /= count;
    }
    return new Spreads(deviations, open);
  }
}
