package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.input.InputLayout;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * A criterion that predicts a block's effect from what its gate reads, by ridge regression on
 * pooled features, one for each gate; and the ordinary linear routers that decide by it.
 *
 * @param effect what is predicted
 * @param gates names of the gates, in topological order
 * @param scores the regressors, one for each gate
 */
public record PredictedEffect(BlockEffect effect, List<String> gates, List<LinearScore> scores)
    implements Criterion {
  private static final double PENALTY = 1e-3;

  /** Copies the lists. */
  public PredictedEffect {
    gates = List.copyOf(gates);
    scores = List.copyOf(scores);
  }

  /**
   * Fits the regressors, on the dense path of each batch and on one random path.
   *
   * @param effect what to predict
   * @param gated a network with activity gates; its thresholds do not matter
   * @param data calibration split; labels are not read
   * @param inputTypes types of the network's inputs
   * @return the criterion
   */
  public static PredictedEffect fit(
      BlockEffect effect,
      ComputationGraph gated,
      MultiDataSetIterator data,
      InputType... inputTypes) {
    List<GateSite> sites = GateSites.of(gated, inputTypes).sites();
    RidgeRegression[] regressions = new RidgeRegression[sites.size()];
    VertexEvaluator evaluator = new VertexEvaluator(gated, sites);
    Random random = new Random(1);
    for (MultiDataSet batch : CalibrationData.batches(data)) {
      for (boolean dense : new boolean[] {true, false}) {
        evaluator.start(batch.getFeatures(), batch.getFeaturesMaskArrays());
        for (int i = 0; i < sites.size(); i++) {
          GateSite site = sites.get(i);
          double[][] z = FeatureRows.of(evaluator, site);
          if (regressions[i] == null) {
            regressions[i] = new RidgeRegression(z[0].length, 1);
          }
          double[][] through = FeatureRows.of(evaluator.through(site));
          double[][] bypass = FeatureRows.of(evaluator.value(site.bypass()));
          for (int n = 0; n < z.length; n++) {
            regressions[i].add(z[n], effect.of(through[n], bypass[n]));
          }
          evaluator.decide(i, dense || random.nextBoolean());
        }
        evaluator.finish();
      }
    }
    List<LinearScore> scores = new ArrayList<>();
    for (RidgeRegression regression : regressions) {
      scores.addAll(regression.solve(PENALTY));
    }
    return new PredictedEffect(effect, sites.stream().map(GateSite::gate).toList(), scores);
  }

  @Override
  public double[] scores(int gate, INDArray x, InputLayout layout, INDArray mask) {
    double[][] z = FeatureRows.pooled(x, layout, mask);
    return scores.get(gate).of(z);
  }

  /**
   * The network with linear {@link RouterLayer}s in place of gates, which decide by this criterion:
   * the score of through is the prediction, that of the bypass the threshold, or both negated.
   *
   * @param transform the transform that the gated network came from
   * @param point thresholds and directions, one for each gate
   * @return a new network
   */
  public ComputationGraph network(RoutingTransform transform, OperatingPoint point) {
    ComputationGraph network = transform.withRouting(block -> new RouterLayer.Builder().build());
    for (int i = 0; i < gates.size(); i++) {
      INDArray weights = network.getLayer(gates.get(i)).getParam("W0");
      INDArray bias = network.getLayer(gates.get(i)).getParam("b0");
      int sign = point.directions().get(i) == Direction.SKIP_LOW ? 1 : -1;
      double threshold = point.thresholds().get(i);
      boolean constant = Double.isInfinite(threshold);
      weights.assign(0);
      for (int f = 0; f < scores.get(i).weights().size() && !constant; f++) {
        weights.putScalar(f, 0, sign * scores.get(i).weights().get(f));
      }
      boolean open = point.directions().get(i).through(0, threshold);
      bias.putScalar(0, 0, constant ? (open ? 1 : -1) : sign * scores.get(i).intercept());
      bias.putScalar(0, 1, constant ? 0 : sign * threshold);
    }
    return network;
  }
}
