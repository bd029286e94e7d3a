package io.github.dl4jrouting.examples.ablate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.router.TrainingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One choice of everything that is varied. What a kind of cell does not have is absent.
 *
 * @param kind {@code dense}, {@code gate} on the trained dense network, or {@code router} that is
 *     trained with its network
 * @param measure activity measure of the gates
 * @param skips {@code below} or {@code above} the threshold
 * @param threshold one for all gates
 * @param skipTarget share of the samples that each gate was set to skip
 * @param router sub-network of the routers
 * @param training how they were trained
 * @param penalty what held them back
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cell(
    String kind,
    String measure,
    String skips,
    Double threshold,
    Double skipTarget,
    String router,
    String training,
    String penalty) {

  static final String DENSE = "dense";
  static final String GATE = "gate";
  static final String ROUTER = "router";

  private static final String BELOW = "below";

  static Cell dense() {
    return new Cell(DENSE, null, null, null, null, null, null, null);
  }

  /** All cells, the fast ones first. */
  static List<Cell> of(AblateSettings settings) {
    List<Cell> cells = new ArrayList<>(List.of(dense()));
    for (ActivityMeasure measure : settings.measures()) {
      for (Direction direction : settings.directions()) {
        String skips = direction == Direction.SKIP_LOW ? BELOW : "above";
        for (double threshold : settings.thresholds()) {
          cells.add(new Cell(GATE, measure.name(), skips, threshold, null, null, null, null));
        }
        for (double target : settings.skipTargets()) {
          cells.add(new Cell(GATE, measure.name(), skips, null, target, null, null, null));
        }
      }
    }
    for (RouterKind router : settings.routers()) {
      for (TrainingMode training : settings.trainings()) {
        for (PenaltyKind penalty : settings.penalties()) {
          cells.add(
              new Cell(
                  ROUTER,
                  null,
                  null,
                  null,
                  null,
                  router.toString(),
                  training.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                  penalty.toString()));
        }
      }
    }
    return cells;
  }

  Direction direction() {
    return BELOW.equals(skips) ? Direction.SKIP_LOW : Direction.SKIP_HIGH;
  }

  TrainingMode trainingMode() {
    return TrainingMode.valueOf(training.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** In a line of progress. */
  @Override
  public String toString() {
    return switch (kind) {
      case GATE ->
          measure
              + " skips "
              + skips
              + (threshold != null
                  ? " " + threshold
                  : " what " + Math.round(100 * skipTarget) + " % are");
      case ROUTER -> router + " router, " + training + ", " + penalty;
      default -> kind;
    };
  }
}
