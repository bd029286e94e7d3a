package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.calibration.BlockEffect;
import io.github.dl4jrouting.calibration.ClassifiersAtGates;
import io.github.dl4jrouting.calibration.Criterion;
import io.github.dl4jrouting.calibration.CriterionComparison;
import io.github.dl4jrouting.calibration.ExitCalibrator;
import io.github.dl4jrouting.calibration.ExitContest;
import io.github.dl4jrouting.calibration.GateSite;
import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.calibration.PredictedEffect;
import io.github.dl4jrouting.calibration.TraceRecorder;
import io.github.dl4jrouting.examples.calibrate.CalibrateResult.CriterionRow;
import io.github.dl4jrouting.examples.data.Samples;
import io.github.dl4jrouting.examples.data.SelectedSamples;
import io.github.dl4jrouting.gate.ActivityMeasure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * All criteria at equal compute. What has to be fitted is fitted on one half of the calibration
 * samples, thresholds are chosen on the other, and the test samples judge.
 *
 * @param subject the network
 * @param calibration samples held out
 * @param test samples that judge
 */
record CriteriaContest(Subject subject, Samples calibration, Samples test) {

  /** Shares of the skippable MACs that may be computed. */
  private static final double[] SHARES = {0.75, 0.5, 1 / 3.0, 0.2};

  List<CriterionRow> rows() {
    int[] order = IntStream.range(0, calibration.size()).toArray();
    int half = calibration.size() / 2;
    Samples fitted = new SelectedSamples(calibration, Arrays.copyOf(order, half));
    Samples chosen =
        new SelectedSamples(calibration, Arrays.copyOfRange(order, half, order.length));
    ComputationGraph gated = subject.transform().withActivityGates();
    InputType[] types = subject.transform().inputTypes();
    Map<String, Criterion> criteria = criteria(gated, fitted, types);
    TraceRecorder recorder = new TraceRecorder(gated, types);
    Map<String, GateTraces> choice = record(recorder, chosen, criteria);
    double[] budgets = budgets(choice.values().iterator().next());
    ExitCalibrator exits = new ExitCalibrator(subject.transform());
    List<CriterionComparison.Row> exit =
        ExitContest.rows(
            exits.record(subject.batches(fitted)),
            exits.record(subject.batches(chosen)),
            exits.record(subject.batches(test)),
            budgets);
    return CriterionComparison.of(choice, record(recorder, test, criteria), budgets)
        .with(exit)
        .rows()
        .stream()
        .map(
            row ->
                new CriterionRow(
                    row.criterion(),
                    row.budget(),
                    row.outcome().accuracy(),
                    row.outcome().computeRatio(),
                    row.outcome().skipRatio()))
        .toList();
  }

  private Map<String, Criterion> criteria(
      ComputationGraph gated, Samples fitted, InputType... types) {
    Map<String, Criterion> criteria = new LinkedHashMap<>();
    for (ActivityMeasure measure : ActivityMeasure.values()) {
      criteria.put(measure.name(), Criterion.of(measure));
    }
    for (BlockEffect effect : BlockEffect.values()) {
      criteria.put(
          "predicted " + effect.name(),
          PredictedEffect.fit(effect, gated, subject.batches(fitted), types));
    }
    criteria.put("confidence", ClassifiersAtGates.fit(gated, subject.batches(fitted), types));
    return criteria;
  }

  private Map<String, GateTraces> record(
      TraceRecorder recorder, Samples samples, Map<String, Criterion> criteria) {
    List<MultiDataSet> batches = new ArrayList<>();
    MultiDataSetIterator iterator = subject.batches(samples);
    while (iterator.hasNext()) {
      batches.add(iterator.next());
    }
    List<GateTraces> traces = recorder.record(batches, List.copyOf(criteria.values()));
    Map<String, GateTraces> named = new LinkedHashMap<>();
    List<String> names = List.copyOf(criteria.keySet());
    for (int i = 0; i < names.size(); i++) {
      named.put(names.get(i), traces.get(i));
    }
    return named;
  }

  private static double[] budgets(GateTraces traces) {
    double dense = traces.denseMacs();
    double optional = traces.sites().stream().mapToLong(GateSite::throughMacs).sum() / dense;
    double gates = traces.sites().stream().mapToLong(GateSite::gateMacs).sum() / dense;
    return Arrays.stream(SHARES).map(share -> 1 - (1 - share) * optional + gates).toArray();
  }
}
