package io.github.dl4jrouting.examples.benchmark.contestant;

import io.github.dl4jrouting.examples.benchmark.network.Inputs;
import io.github.dl4jrouting.examples.benchmark.network.Network;
import java.util.OptionalDouble;

/**
 * Something that runs networks. It lives in a process of its own and is used by one thread.
 *
 * <p>A contestant does once, in {@link #load} and {@link Model#session}, whatever a user of it
 * would do once: building, compiling, copying inputs into its own arrays. What {@link Session#run}
 * does is timed.
 */
public interface Contestant {

  /** The contestant that is Deeplearning4j as it is. */
  String STOCK = "stock";

  /** The contestant that is this library's inference engine. */
  String ENGINE = "engine";

  /** The contestant that is PyTorch. */
  String PYTORCH = "pytorch";

  /** The contestant that is ONNX Runtime. */
  String ONNXRUNTIME = "onnxruntime";

  /**
   * Who it is and how it is used, for the report.
   *
   * @return versions, threads, and what of it a reader has to know
   */
  String description();

  /**
   * Makes its own form of a network.
   *
   * @param network routed, or the dense twin
   * @return the network, ready to be used
   */
  Model load(Network network);

  /** A network in a contestant's own form. */
  interface Model extends AutoCloseable {

    /**
     * Copies inputs into the contestant's own arrays.
     *
     * @param inputs the batches
     * @return what is timed
     */
    Session session(Inputs inputs);

    @Override
    default void close() {}
  }

  /** A network and its inputs. */
  interface Session extends AutoCloseable {

    /**
     * Runs the network on one batch, from input to output in the contestant's own arrays.
     *
     * @param call index of the batch
     */
    void run(int call);

    /**
     * Runs the network on one batch.
     *
     * @param call index of the batch
     * @return the output, row by row
     */
    float[] output(int call);

    /**
     * The share of (sample, guarded block) pairs that the routers skip, over all batches.
     *
     * @return a number from 0 to 1; empty where the contestant does not tell
     */
    default OptionalDouble skipRatio() {
      return OptionalDouble.empty();
    }

    @Override
    default void close() {}
  }
}
