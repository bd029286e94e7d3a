package io.github.dl4jrouting.calibration;

import io.github.dl4jrouting.input.InputLayout;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * A linear classifier on what each gate reads, fitted by ridge regression; its largest score, an
 * estimate of the largest class probability, is how sure it is. As a criterion: skip the blocks
 * that come after the answer is known.
 *
 * @param classifiers one for each gate, in topological order
 */
public record ClassifiersAtGates(List<LinearClassifier> classifiers) implements Criterion {
  private static final double PENALTY = 1e-3;

  /** Copies the list. */
  public ClassifiersAtGates {
    classifiers = List.copyOf(classifiers);
  }

  /**
   * Fits the classifiers, on the dense path of each batch and on one random path.
   *
   * @param gated a network with activity gates; its thresholds do not matter
   * @param data labelled calibration split
   * @param inputTypes types of the network's inputs
   * @return the criterion
   * @throws IllegalArgumentException if there are no labels, or they are not one-hot
   */
  public static ClassifiersAtGates fit(
      ComputationGraph gated, MultiDataSetIterator data, InputType... inputTypes) {
    return fit(gated, data, true, inputTypes);
  }

  static ClassifiersAtGates fit(
      ComputationGraph gated,
      MultiDataSetIterator data,
      boolean randomPaths,
      InputType... inputTypes) {
    List<GateSite> sites = GateSites.of(gated, inputTypes).sites();
    List<MultiDataSet> batches = CalibrationData.batches(data);
    if (!CalibrationData.hasLabels(batches)) {
      throw new IllegalArgumentException(
          "Expected labels in every batch, to fit classifiers to, found some without.");
    }
    RidgeRegression[] regressions = new RidgeRegression[sites.size()];
    VertexEvaluator evaluator = new VertexEvaluator(gated, sites);
    Random random = new Random(1);
    for (MultiDataSet batch : batches) {
      CalibrationData.labels(List.of(batch), batch.getLabels(0).size(1));
      double[][] labels = FeatureRows.of(batch.getLabels(0));
      for (boolean dense : randomPaths ? new boolean[] {true, false} : new boolean[] {true}) {
        evaluator.start(batch.getFeatures(), batch.getFeaturesMaskArrays());
        for (int i = 0; i < sites.size(); i++) {
          double[][] z = FeatureRows.of(evaluator, sites.get(i));
          if (regressions[i] == null) {
            regressions[i] = new RidgeRegression(z[0].length, labels[0].length);
          }
          for (int n = 0; n < z.length; n++) {
            regressions[i].add(z[n], labels[n]);
          }
          evaluator.decide(i, dense || random.nextBoolean());
        }
        evaluator.finish();
      }
    }
    return new ClassifiersAtGates(
        Stream.of(regressions)
            .map(regression -> new LinearClassifier(regression.solve(PENALTY)))
            .toList());
  }

  @Override
  public double[] scores(int gate, INDArray x, InputLayout layout, INDArray mask) {
    double[][] scores = classifiers.get(gate).of(FeatureRows.pooled(x, layout, mask));
    double[] result = new double[scores.length];
    for (int n = 0; n < result.length; n++) {
      result[n] = scores[n][LinearClassifier.best(scores[n])];
    }
    return result;
  }
}
