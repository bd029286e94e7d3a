package io.github.dl4jrouting.examples.calibrate;

import io.github.dl4jrouting.calibration.Calibration;
import io.github.dl4jrouting.calibration.ExitCalibration;
import io.github.dl4jrouting.calibration.ExitCalibrator;
import io.github.dl4jrouting.calibration.ExitTable;
import io.github.dl4jrouting.calibration.ExitTraces;
import io.github.dl4jrouting.calibration.OperatingPoint;
import io.github.dl4jrouting.calibration.Outcome;
import io.github.dl4jrouting.calibration.PairedDrop;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Samples leave at early exits. */
record ExitGating(ExitCalibrator calibrator) implements Gating<ExitTraces> {

  @Override
  public ExitTraces record(MultiDataSetIterator samples) {
    return calibrator.record(samples);
  }

  @Override
  public int samples(ExitTraces traces) {
    return traces.samples();
  }

  @Override
  public ExitTraces part(ExitTraces traces, int... samples) {
    return traces.subset(samples);
  }

  @Override
  public List<Found<ExitTraces>> calibrate(ExitTraces traces, double... drops) {
    return calibrator.calibrate(traces, drops).stream()
        .<Found<ExitTraces>>map(result -> new Exits(calibrator, result))
        .toList();
  }

  @Override
  public Gating<ExitTraces> seed(long seed) {
    return new ExitGating(calibrator.seed(seed));
  }

  @Override
  public Gating<ExitTraces> forSplitOf(long samples) {
    return new ExitGating(calibrator.forSplitOf(samples));
  }

  private record Exits(ExitCalibrator calibrator, ExitCalibration result)
      implements Found<ExitTraces> {

    @Override
    public Calibration calibration() {
      return result.result();
    }

    @Override
    public ComputationGraph network(OperatingPoint point) {
      return calibrator.network(result, point);
    }

    @Override
    public Judge judge(ExitTraces traces) {
      ExitTable table = calibrator.table(traces, result);
      return new Judge() {
        @Override
        public Outcome outcome(OperatingPoint point) {
          return table.evaluate(point.thresholdArray());
        }

        @Override
        public PairedDrop drop(OperatingPoint point) {
          return table.drop(point.thresholdArray());
        }
      };
    }
  }
}
