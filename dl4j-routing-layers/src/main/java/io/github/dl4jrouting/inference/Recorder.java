package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.analysis.LayerMacs;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Notes what a call decided and computed, if it is asked to. */
final class Recorder {
  static final Recorder OFF = new Recorder(-1);

  private final int batch;
  private final long[] macs;
  private final Map<String, float[]> decisions = new TreeMap<>();

  Recorder(int batch) {
    this.batch = batch;
    macs = new long[Math.max(0, batch)];
  }

  boolean active() {
    return batch >= 0;
  }

  /** Forgets what has been noted: the call is computed again in another way. */
  void restart() {
    Arrays.fill(macs, 0);
    decisions.clear();
  }

  /**
   * Notes what a node cost.
   *
   * @param in shape of one row of its first input
   * @param out shape of one row of its result
   * @param rowsInAll rows of the whole result, where it is not made of samples
   */
  void computed(Node node, Rows rows, int[] in, int[] out, int rowsInAll) {
    if (node.layer().isEmpty()) {
      return;
    }
    int[] result = node.kernel().isEmpty() ? out : node.kernel().get().layerShape(in, out);
    long cost = LayerMacs.of(node.layer().get(), Shapes.longs(in), Shapes.longs(result));
    if (node.wholeBatch()) {
      cost = cost * rowsInAll / batch;
    }
    for (int r = rows.next(0); r >= 0; r = rows.next(r + 1)) {
      macs[r] += cost;
    }
  }

  /**
   * Notes what a layer that skips has cost and decided.
   *
   * @param through of each row, whether the block was computed
   * @param shape of one row of its result, and of its input
   */
  void skipped(String name, ActivitySkipLayer layer, Rows rows, boolean[] through, int[] shape) {
    long gate = LayerMacs.of(layer.gate(), Shapes.longs(shape), Shapes.longs(shape));
    long all = LayerMacs.of(layer, Shapes.longs(shape), Shapes.longs(shape));
    float[] probabilities = new float[2 * through.length];
    int i = 0;
    for (int r = rows.next(0); r >= 0; r = rows.next(r + 1), i++) {
      macs[r] += through[i] ? all : gate;
      probabilities[2 * i + (through[i] ? 0 : 1)] = 1;
    }
    decided(name, rows, probabilities, 2);
  }

  /** Notes the probabilities of some rows, K numbers for each. */
  void decided(String router, Rows rows, float[] probabilities, int paths) {
    float[] all = decisions.computeIfAbsent(router, name -> new float[batch * paths]);
    int i = 0;
    for (int r = rows.next(0); r >= 0; r = rows.next(r + 1)) {
      System.arraycopy(probabilities, i, all, r * paths, paths);
      i += paths;
    }
  }

  /** For some samples of the batch. */
  Recorder share(int samples) {
    return active() ? new Recorder(samples) : OFF;
  }

  /** Notes what a share has noted, which begins with a sample of this batch. */
  void add(Recorder share, int first) {
    if (!active()) {
      return;
    }
    System.arraycopy(share.macs, 0, macs, first, share.batch);
    share.decisions.forEach(
        (router, some) -> {
          int paths = some.length / share.batch;
          float[] all = decisions.computeIfAbsent(router, name -> new float[batch * paths]);
          System.arraycopy(some, 0, all, first * paths, some.length);
        });
  }

  InferenceResult result(INDArray[] outputs) {
    Map<String, INDArray> arrays = new TreeMap<>();
    decisions.forEach(
        (name, p) -> arrays.put(name, Nd4j.create(p, new long[] {batch, p.length / batch}, 'c')));
    return new InferenceResult(java.util.List.of(outputs), arrays, macs);
  }
}
