package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.calibration.Calibration;
import io.github.dl4jrouting.calibration.GateTraces;
import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.calibration.PairedDrop;
import io.github.dl4jrouting.calibration.ThresholdCalibrator;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** A gate on the activity before each block. */
record ActivityGating(ThresholdCalibrator calibrator) implements Gating<List<GateTraces>> {

  @Override
  public List<GateTraces> record(MultiDataSetIterator samples) {
    return calibrator.record(samples);
  }

  @Override
  public int samples(List<GateTraces> traces) {
    return traces.get(0).samples();
  }

  @Override
  public List<GateTraces> part(List<GateTraces> traces, int... samples) {
    return traces.stream().map(each -> each.subset(samples)).toList();
  }

  @Override
  public List<Found<List<GateTraces>>> calibrate(List<GateTraces> traces, double... drops) {
    return calibrator.calibrate(traces, drops).stream()
        .<Found<List<GateTraces>>>map(result -> new Thresholds(calibrator, result))
        .toList();
  }

  @Override
  public Gating<List<GateTraces>> seed(long seed) {
    return new ActivityGating(calibrator.seed(seed));
  }

  @Override
  public Gating<List<GateTraces>> forSplitOf(long samples) {
    return new ActivityGating(calibrator.forSplitOf(samples));
  }

  private record Thresholds(ThresholdCalibrator calibrator, Calibration calibration)
      implements Found<List<GateTraces>> {

    @Override
    public ComputationGraph network(OperatingPoint point) {
      return calibrator.network(calibration.gates(), point);
    }

    @Override
    public Judge judge(List<GateTraces> traces) {
      return new Judge() {
        @Override
        public Outcome outcome(OperatingPoint point) {
          return calibrator.outcome(traces, point);
        }

        @Override
        public PairedDrop drop(OperatingPoint point) {
          return calibrator.drop(traces, point);
        }
      };
    }
  }
}
