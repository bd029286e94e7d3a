package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.Promise;
import io.github.dl4jrouting.examples.calibrate.Gating.Found;
import io.github.dl4jrouting.examples.calibrate.Gating.Judge;
import io.github.dl4jrouting.examples.data.SelectedSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether promised drops hold on unseen samples: all samples that the network was not trained on
 * are parted again and again at random, one part is calibrated on and the other measured. Nothing
 * is run for that but what was recorded once.
 *
 * @param <T> what is recorded of samples
 * @param gating with the settings of the calibration; its promise is made for the drop that a part
 *     of that size will show
 * @param pool traces of all these samples
 * @param calibrationSamples how many go into the part that is calibrated on
 * @param splits how often
 * @param drops what is promised
 * @param seed decides the parts
 */
record PromiseCheck<T>(
    Gating<T> gating, T pool, int calibrationSamples, int splits, List<Double> drops, long seed) {

  /** The outcome for each promise, with a word after each split. */
  List<Promise> run(Runnable afterSplit) {
    double[] promised = drops.stream().mapToDouble(Double::doubleValue).toArray();
    double[][] lost = new double[promised.length][splits];
    double[] skipped = new double[promised.length];
    double[] computed = new double[promised.length];
    int samples = gating.samples(pool);
    for (int split = 0; split < splits; split++) {
      int[] order = SelectedSamples.shuffled(samples, 1_000 * seed + split);
      T calibration = gating.part(pool, Arrays.copyOf(order, calibrationSamples));
      T test = gating.part(pool, Arrays.copyOfRange(order, calibrationSamples, samples));
      List<Found<T>> results =
          gating
              .seed(split)
              .forSplitOf(samples - calibrationSamples)
              .calibrate(calibration, promised);
      for (int i = 0; i < promised.length; i++) {
        Judge judge = results.get(i).judge(test);
        OperatingPoint chosen = results.get(i).calibration().chosen();
        lost[i][split] = judge.drop(chosen).observed();
        Outcome outcome = judge.outcome(chosen);
        skipped[i] += outcome.skipRatio() / splits;
        computed[i] += outcome.computeRatio() / splits;
      }
      afterSplit.run();
    }
    List<Promise> promises = new ArrayList<>();
    for (int i = 0; i < promised.length; i++) {
      double allowed = promised[i];
      int broken = (int) Arrays.stream(lost[i]).filter(drop -> drop > allowed).count();
      promises.add(
          new Promise(
              allowed,
              splits,
              broken,
              (double) broken / splits,
              Arrays.stream(lost[i]).average().orElseThrow(),
              Arrays.stream(lost[i]).max().orElseThrow(),
              skipped[i],
              computed[i]));
    }
    return promises;
  }
}
