package io.github.dl4jrouting.examples.benchmark;

/**
 * One ratio of two times, for one workload, batch size and skip ratio.
 *
 * @param measure what over what
 * @param workload name of the workload
 * @param batch samples in a call
 * @param skipRatio skip ratio of the routed network in it, 0 where there is none
 * @param value median over the rounds of the ratio within a round
 */
public record Ratio(String measure, String workload, int batch, double skipRatio, double value) {

  /** Whether another one is of the same workload, batch size and skip ratio. */
  boolean isBeside(Ratio other) {
    return workload.equals(other.workload) && batch == other.batch && skipRatio == other.skipRatio;
  }

  @Override
  public String toString() {
    return workload + ", batch " + batch + ", skip ratio " + skipRatio;
  }
}
