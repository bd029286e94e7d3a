package io.github.dl4jrouting.examples.ablate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * What a cell does on the test samples.
 *
 * @param cell the cell
 * @param accuracy share classified right; absent where the cell failed, as all below
 * @param accuracyLow lower end of its interval of 95 % confidence
 * @param accuracyHigh upper end of that interval
 * @param skipRatio share of (sample, block) pairs not computed
 * @param computeRatio MACs over those of the dense network
 * @param macsPerSample mean multiply-accumulates for one sample
 * @param distinctRoutes how many different routes the samples took
 * @param error why it failed; absent where it did not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CellResult(
    @JsonUnwrapped Cell cell,
    Double accuracy,
    Double accuracyLow,
    Double accuracyHigh,
    Double skipRatio,
    Double computeRatio,
    Double macsPerSample,
    Integer distinctRoutes,
    String error) {

  static CellResult failed(Cell cell, String error) {
    return new CellResult(cell, null, null, null, null, null, null, null, error);
  }
}
