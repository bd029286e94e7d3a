package io.github.dl4jrouting.examples.benchmark.contestant;

/**
 * One thing that a contestant is timed on.
 *
 * @param workload name of the workload
 * @param batch samples in a batch
 * @param routed the routed network, or its dense twin
 * @param skipRatio share of (sample, block) pairs that the inputs have skipped; 0 for the twin
 */
public record Cell(String workload, int batch, boolean routed, double skipRatio) {

  /**
   * What is run, in a word.
   *
   * @return dense or routed
   */
  public String network() {
    return routed ? "routed" : "dense";
  }

  @Override
  public String toString() {
    return workload
        + ", batch "
        + batch
        + ", "
        + (routed ? "routed with skip ratio " + skipRatio : "dense");
  }
}
