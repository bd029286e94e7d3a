package io.github.dl4jrouting.examples.ablate;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.router.TrainingMode;
import java.util.List;

/**
 * What is varied, and how networks are trained.
 *
 * @param measures activity measures of gates
 * @param directions which side of a threshold gates skip
 * @param thresholds thresholds that all gates share
 * @param skipTargets shares of the samples that each gate shall skip, for which its threshold is
 *     set
 * @param routers sub-networks of routers
 * @param trainings how routers are trained
 * @param penalties what holds routers back
 * @param throughTarget share of samples that the target rate aims at
 * @param width units of a block
 * @param layers number of blocks
 * @param epochs passes over the training samples
 * @param seed start of all randomness
 * @param threads how many threads compute
 */
public record AblateSettings(
    List<ActivityMeasure> measures,
    List<Direction> directions,
    List<Double> thresholds,
    List<Double> skipTargets,
    List<RouterKind> routers,
    List<TrainingMode> trainings,
    @JsonSerialize(contentUsing = ToStringSerializer.class) List<PenaltyKind> penalties,
    double throughTarget,
    int width,
    int layers,
    int epochs,
    long seed,
    int threads) {
  /** Copies the lists. */
  public AblateSettings {
    measures = List.copyOf(measures);
    directions = List.copyOf(directions);
    thresholds = List.copyOf(thresholds);
    skipTargets = List.copyOf(skipTargets);
    routers = List.copyOf(routers);
    trainings = List.copyOf(trainings);
    penalties = List.copyOf(penalties);
  }
}
