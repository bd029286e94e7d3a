package io.github.dl4jrouting.examples.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Energy of a piece of work, or why it is not known.
 *
 * @param totalMillijoules of all of it; absent where it is not known
 * @param perSampleMillijoules of one sample; absent where it is not known
 * @param zones what was counted; absent where nothing was
 * @param unavailable why it is not known; absent where it is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Energy(
    Double totalMillijoules, Double perSampleMillijoules, List<String> zones, String unavailable) {

  /** What stands in tables where there is no energy. */
  public static final String UNAVAILABLE = "unavailable";

  /**
   * What a meter saw.
   *
   * @param meter after the work
   * @param millijoules its difference over the work
   * @param samples how many were worked on
   * @return the energy, or why there is none
   */
  public static Energy of(EnergyMeter meter, double millijoules, long samples) {
    if (!meter.problem().isEmpty()) {
      return new Energy(null, null, null, meter.problem());
    }
    if (!(millijoules > 0)) {
      return new Energy(null, null, null, "the counter did not move: too little work to be seen");
    }
    return new Energy(millijoules, millijoules / samples, meter.zones(), null);
  }

  /**
   * The total for a table.
   *
   * @return a number, or {@value #UNAVAILABLE}
   */
  public Object total() {
    return totalMillijoules == null ? UNAVAILABLE : totalMillijoules;
  }

  /**
   * The energy of a sample for a table.
   *
   * @return a number, or {@value #UNAVAILABLE}
   */
  public Object perSample() {
    return perSampleMillijoules == null ? UNAVAILABLE : perSampleMillijoules;
  }
}
