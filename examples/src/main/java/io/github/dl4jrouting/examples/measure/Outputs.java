package io.github.dl4jrouting.examples.measure;

import org.nd4j.linalg.api.ndarray.INDArray;

/** What a network has answered, and nobody needs any more. */
public final class Outputs {

  private Outputs() {}

  /**
   * Gives the memory of outputs back. Left to the garbage collector, which comes seldom, each call
   * would get memory that is new to the process, and pay for its pages.
   *
   * @param outputs not used afterwards
   */
  public static void release(INDArray... outputs) {
    for (INDArray output : outputs) {
      output.close();
    }
  }
}
