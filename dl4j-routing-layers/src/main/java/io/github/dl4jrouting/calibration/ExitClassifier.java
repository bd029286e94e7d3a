package io.github.dl4jrouting.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * The classifier of an exit, fitted without gradient descent: ridge regression on one-hot labels
 * gives scores s, and one number makes probabilities of them (temperature scaling, Guo, Pleiss,
 * Sun, Weinberger 2017, arXiv 1706.04599), fitted to samples that the scores were not fitted on:
 *
 * <pre>
 *   q = softmax(β s),   β = argmax Σ_n ln q[n, label n]
 * </pre>
 *
 * @param scores s
 * @param sharpness β
 */
record ExitClassifier(LinearClassifier scores, double sharpness) {
  private static final double PENALTY = 1e-3;
  private static final int FOLDS = 5;
  private static final double MOST_SHARPNESS = 200;

  /**
   * A classifier, and what it would say of each sample that it was fitted on had that sample not
   * been among them.
   *
   * @param classifier fitted on all samples
   * @param seen answers of classifiers that were fitted on the other folds
   */
  record Fitted(ExitClassifier classifier, Said seen) {}

  /**
   * Answers for samples.
   *
   * @param classes the likeliest class of each
   * @param confidences its probability
   */
  record Said(int[] classes, double[] confidences) {}

  /** Fits one at a place, in five folds. */
  static Fitted fit(ExitTraces traces, int place) {
    int samples = traces.samples();
    List<RidgeRegression> folds = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      folds.add(gathered(traces, place, fold));
    }
    double[][] held = new double[samples][];
    for (int fold = 0; fold < FOLDS; fold++) {
      RidgeRegression others = null;
      for (int other = 0; other < FOLDS; other++) {
        if (other != fold) {
          others = sum(others, folds.get(other));
        }
      }
      List<Integer> rows = rows(samples, fold);
      double[][] scores =
          new LinearClassifier(others.solve(PENALTY)).of(traces.features(place, rows));
      for (int i = 0; i < scores.length; i++) {
        held[rows.get(i)] = scores[i];
      }
    }
    RidgeRegression all = null;
    for (RidgeRegression fold : folds) {
      all = sum(all, fold);
    }
    double sharpness = sharpness(held, traces);
    ExitClassifier classifier =
        new ExitClassifier(new LinearClassifier(all.solve(PENALTY)), sharpness);
    return new Fitted(classifier, classifier.said(held));
  }

  private static List<Integer> rows(int samples, int fold) {
    return IntStream.range(0, samples).filter(n -> n % FOLDS == fold).boxed().toList();
  }

  private static RidgeRegression gathered(ExitTraces traces, int place, int fold) {
    List<Integer> rows = rows(traces.samples(), fold);
    double[][] z = traces.features(place, rows);
    RidgeRegression regression = new RidgeRegression(z[0].length, traces.classes());
    for (int i = 0; i < z.length; i++) {
      double[] target = new double[traces.classes()];
      target[traces.label(rows.get(i))] = 1;
      regression.add(z[i], target);
    }
    return regression;
  }

  private static RidgeRegression sum(RidgeRegression sum, RidgeRegression term) {
    if (sum == null) {
      sum = term.empty();
    }
    sum.addAll(term);
    return sum;
  }

  private static double sharpness(double[][] scores, ExitTraces traces) {
    UnivariateFunction likelihood =
        logarithm -> {
          double beta = Math.exp(logarithm);
          double sum = 0;
          for (int n = 0; n < scores.length; n++) {
            sum += beta * scores[n][traces.label(n)] - logSum(scores[n], beta);
          }
          return sum;
        };
    double logarithm =
        new BrentOptimizer(1e-4, 1e-4)
            .optimize(
                new UnivariateObjectiveFunction(likelihood),
                GoalType.MAXIMIZE,
                new SearchInterval(0, Math.log(MOST_SHARPNESS)),
                new MaxEval(200))
            .getPoint();
    return Math.exp(logarithm);
  }

  /** ln Σ_c exp(β s_c). */
  private static double logSum(double[] scores, double beta) {
    double largest = scores[LinearClassifier.best(scores)];
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(beta * (score - largest));
    }
    return beta * largest + Math.log(sum);
  }

  /** What this classifier says of the samples of other traces. */
  Said of(ExitTraces traces, int place) {
    return said(
        scores.of(traces.features(place, IntStream.range(0, traces.samples()).boxed().toList())));
  }

  private Said said(double[][] of) {
    int[] classes = new int[of.length];
    double[] confidences = new double[of.length];
    for (int n = 0; n < of.length; n++) {
      classes[n] = LinearClassifier.best(of[n]);
      confidences[n] = Math.exp(sharpness * of[n][classes[n]] - logSum(of[n], sharpness));
    }
    return new Said(classes, confidences);
  }

  /** MACs for one sample of the classifier and of the gate, which reads every probability. */
  long macs() {
    return scores.macs() + scores.scores().size();
  }

  /** β w and β b of a class: the logits. */
  LinearScore logit(int c) {
    LinearScore score = scores.scores().get(c);
    return new LinearScore(
        score.weights().stream().map(w -> sharpness * w).toList(), sharpness * score.intercept());
  }
}
