package io.github.dl4jrouting.inference;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * One vertex of a plan.
 *
 * @param index position in the plan, which is a topological order
 * @param name the vertex that users know
 * @param inputs positions of the inputs
 * @param consumers positions of the nodes that read this one
 * @param kernel what computes it; empty for network inputs, mixes and vertices that DL4J computes
 * @param mix whether it is a routing vertex whose paths are computed lazily
 * @param takeable for a mix: by input, whether its memory may be reused for the result, because
 *     whatever else reads the input leads to this mix alone
 * @param wholeBatch whether rows depend on each other, so that all are computed or none
 * @param sampleRows whether row i of the result belongs to sample i
 * @param layer the layer's configuration, for its cost
 * @param permutation the dimension order in which DL4J hands over the input, where it changes it
 * @param fused whether it does the work of vertices before it too
 */
record Node(
    int index,
    String name,
    int[] inputs,
    int[] consumers,
    Optional<Kernel> kernel,
    boolean mix,
    boolean[] takeable,
    boolean wholeBatch,
    boolean sampleRows,
    Optional<Layer> layer,
    int[] permutation,
    boolean fused) {

  Node withPermutation(int[] dimensions) {
    return new Node(
        index,
        name,
        inputs,
        consumers,
        kernel,
        mix,
        takeable,
        wholeBatch,
        sampleRows,
        layer,
        dimensions,
        fused);
  }

  /** This node's inputs and cost in the place of another. */
  Node at(Node place) {
    return new Node(
        place.index,
        place.name,
        inputs,
        consumers,
        kernel,
        mix,
        takeable,
        wholeBatch,
        sampleRows,
        layer,
        permutation,
        true);
  }

  Node withKernel(Kernel other) {
    return new Node(
        index,
        name,
        inputs,
        consumers,
        Optional.of(other),
        mix,
        takeable,
        wholeBatch,
        sampleRows,
        layer,
        permutation,
        fused);
  }

  Node withReaders(int[] readers, boolean[] takeableInputs) {
    return new Node(
        index,
        name,
        inputs,
        readers,
        kernel,
        mix,
        takeableInputs,
        wholeBatch,
        sampleRows,
        layer,
        permutation,
        fused);
  }

  boolean isInput() {
    return inputs.length == 0;
  }

  int router() {
    return inputs[0];
  }

  int paths() {
    return inputs.length - 1;
  }
}
