package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The masks that DL4J gives its layers in one call: it passes those of the inputs on, from layer to
 * layer, and gives those of the labels to the outputs. For one thread.
 */
final class LayerMasks {
  private final Node[] nodes;

  /** By node: its layer's, where that may make a difference. */
  private final INDArray[] masks;

  /** As rows of steps; most layers have the same array. */
  private final Map<INDArray, float[]> steps = new IdentityHashMap<>();

  private int batch;

  LayerMasks(Node[] nodes) {
    this.nodes = nodes;
    masks = new INDArray[nodes.length];
  }

  /**
   * Reads them off layers that have been told of a call.
   *
   * @param samples of the call
   */
  void read(Replica replica, int samples) {
    batch = samples;
    for (Node node : nodes) {
      if (node.heedsMasks() && node.kernel().isPresent()) {
        masks[node.index()] = replica.mask(node);
      }
    }
  }

  void forget() {
    Arrays.fill(masks, null);
    steps.clear();
  }

  /** Whether a node's layer has a mask. */
  boolean has(Node node) {
    return masks[node.index()] != null;
  }

  /**
   * A node's mask for some samples, one after the other: 1 for each step that counts, 0 for others.
   *
   * @param length how many steps there are
   * @return null if the mask is of another kind
   */
  float[] of(Node node, Rows rows, int length) {
    INDArray mask = masks[node.index()];
    float[] all = steps.computeIfAbsent(mask, this::samples);
    if (all.length != batch * length) {
      return null;
    }
    int count = rows.count();
    if (count == batch) {
      return all;
    }
    float[] some = new float[count * length];
    int i = 0;
    for (int r = rows.next(0); r >= 0; r = rows.next(r + 1)) {
      System.arraycopy(all, r * length, some, i, length);
      i += length;
    }
    return some;
  }

  /** Sample after sample; empty if it is no mask of steps. */
  private float[] samples(INDArray mask) {
    boolean ofSamples = mask.rank() == 2 && mask.size(0) == batch;
    boolean ofRows = mask.isColumnVectorOrScalar() && mask.length() % batch == 0;
    if (!ofSamples && !ofRows) {
      return new float[0];
    }
    // DL4J has rows of all samples at the first step first, then of all at the next.
    INDArray bySample = ofSamples ? mask : mask.reshape('f', batch, mask.length() / batch);
    float[] numbers = bySample.castTo(DataType.FLOAT).dup('c').data().asFloat();
    for (float number : numbers) {
      if (number != 0 && number != 1) {
        return new float[0];
      }
    }
    return numbers;
  }
}
