package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.input.RowMajor;
import io.github.dl4jrouting.vertex.PathWeights;
import io.github.dl4jrouting.vertex.ResidualVertex;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A routing vertex on lazily computed paths: y = Σ_k w_k o_k over the k with w_k ≠ 0. The weights
 * are the router's probabilities; that of the last path of a residual block, to which the others
 * are added, is their sum.
 *
 * <p>Where one path has all rows of the result and nobody else needs it (the bypass, as a rule),
 * its memory becomes the result's, and only the rows that another path changes are written.
 */
final class Mixing {
  private float[] weights = new float[64];

  /** Whether a path was computed for just the rows of the mix. */
  private boolean[] aligned = new boolean[4];

  /** Adds to what is wanted of each path the rows that use it. */
  void demand(Node mix, Rows rows, Value router, Rows[] want, Recorder recorder, String name) {
    int paths = mix.paths();
    int count = read(router, rows, mix);
    if (recorder.active()) {
      recorder.decided(name, rows, weights, paths);
    }
    toWeights(mix, weights, count);
    int i = 0;
    for (int r = rows.next(0); r >= 0; r = rows.next(r + 1), i += paths) {
      boolean used = false;
      for (int k = 0; k < paths; k++) {
        if (weights[i + k] != 0) {
          want[mix.inputs()[k + 1]].add(r);
          used = true;
        }
      }
      if (!used) {
        // The result is zero, but in the shape that a path knows.
        want[mix.inputs()[1]].add(r);
      }
    }
    assert i == count * paths;
  }

  static void checkProbabilities(int[] shape, int paths, String name) {
    if (shape.length != 1 || shape[0] != paths) {
      throw new IllegalArgumentException(
          "Vertex \""
              + name
              + "\": expected probabilities of shape [N, "
              + paths
              + "] for its "
              + paths
              + " paths, found "
              + Shapes.text(shape)
              + ". Give the router as many paths as the vertex has.");
    }
  }

  /** Of a mix's probabilities, [rows, K], its weights. */
  static void toWeights(Node mix, float[] probabilities, int rows) {
    if (mix.residualBlock().isPresent()) {
      PathWeights.addToLast(probabilities, rows, mix.paths());
    }
  }

  static String differentShapes(Node mix, int first, int[] shape, int other, int[] otherShape) {
    if (mix.residualBlock().isPresent() && other == mix.paths() - 1) {
      return ResidualVertex.fault(
          mix.residualBlock().get(), Shapes.text(otherShape), Shapes.text(shape));
    }
    return "expected every path to have the shape "
        + Shapes.text(shape)
        + " of path "
        + first
        + ", found path "
        + other
        + " with "
        + Shapes.text(otherShape)
        + ". Project it, for example with a SkipConnectionLayer.";
  }

  /** Reads probabilities where the weights will be. */
  private int read(Value router, Rows rows, Node mix) {
    int paths = mix.paths();
    checkProbabilities(router.shape(), paths, mix.name());
    int count = rows.count();
    if (weights.length < count * paths) {
      weights = new float[count * paths];
    }
    FloatBuffer buffer = router.memory() == null ? null : router.memory().buffer();
    if (buffer != null && router.have().same(rows)) {
      buffer.get(0, weights, 0, count * paths);
      return count;
    }
    int i = 0;
    for (int r = rows.next(0); r >= 0; r = rows.next(r + 1), i += paths) {
      int at = router.have().rank(r);
      for (int k = 0; k < paths; k++) {
        weights[i + k] =
            buffer == null ? router.array().getFloat(at, k) : buffer.get(at * paths + k);
      }
    }
    return count;
  }

  void combine(Node mix, Rows rows, int count, Value[] values, Execution execution) {
    int paths = mix.paths();
    read(values[mix.router()], rows, mix);
    toWeights(mix, weights, count);
    int[] shape = checkShapes(mix, values);
    Value result = values[mix.index()];
    if (!execution.floats()) {
      result.add(rows, combineArrays(mix, rows, count, values));
      return;
    }
    int base = base(mix, rows, values, execution);
    int size = Shapes.size(shape);
    Memory out =
        base >= 0
            ? values[mix.inputs()[base + 1]].take(execution.pool())
            : execution.pool().take((long) count * size);
    if (aligned.length < paths) {
      aligned = new boolean[paths];
    }
    for (int k = 0; k < paths; k++) {
      aligned[k] = values[mix.inputs()[k + 1]].have().same(rows);
    }
    Lane lane = execution.lane();
    int i = 0;
    for (int r = rows.next(0); r >= 0; r = rows.next(r + 1), i++) {
      int to = i * size;
      boolean filled = false;
      if (base >= 0) {
        float w = weights[i * paths + base];
        filled = w != 0;
        if (filled && w != 1) {
          Loops.scale(out, to, out, to, size, w, lane);
        }
      }
      for (int k = 0; k < paths; k++) {
        float w = weights[i * paths + k];
        if (k == base || w == 0) {
          continue;
        }
        Value path = values[mix.inputs()[k + 1]];
        int from = (aligned[k] ? i : path.have().rank(r)) * size;
        if (filled) {
          Loops.addScaled(path.memory(), from, out, to, size, w, lane);
        } else if (w == 1) {
          out.copyFrom(path.memory(), from, to, size);
        } else {
          Loops.scale(path.memory(), from, out, to, size, w, lane);
        }
        filled = true;
      }
      if (!filled) {
        Loops.fill(out, to, size, 0, lane);
      }
    }
    result.add(rows, out, shape, execution.pool());
  }

  /** The path with the most rows of those whose memory can become the result's, or −1. */
  private int base(Node mix, Rows rows, Value[] values, Execution execution) {
    int paths = mix.paths();
    int best = -1;
    int most = -1;
    for (int k = 0; k < paths; k++) {
      Value path = values[mix.inputs()[k + 1]];
      boolean takeable = path.memory() != null && path.have().same(rows);
      if (!takeable || !execution.mayTake(mix, k) || isRepeated(mix, k)) {
        continue;
      }
      int used = 0;
      int count = rows.count();
      for (int i = 0; i < count; i++) {
        used += weights[i * paths + k] == 0 ? 0 : 1;
      }
      if (used > most) {
        most = used;
        best = k;
      }
    }
    return best;
  }

  private static boolean isRepeated(Node mix, int path) {
    int times = 0;
    for (int input : mix.inputs()) {
      times += input == mix.inputs()[path + 1] ? 1 : 0;
    }
    return times > 1;
  }

  /** All computed paths must agree; some path has been computed. */
  private static int[] checkShapes(Node mix, Value[] values) {
    int[] shape = null;
    int first = 0;
    for (int k = 0; k < mix.paths(); k++) {
      Value path = values[mix.inputs()[k + 1]];
      if (path.have().isEmpty()) {
        continue;
      }
      if (shape == null) {
        shape = path.shape();
        first = k;
      } else if (!java.util.Arrays.equals(shape, path.shape())) {
        throw new IllegalArgumentException(differentShapes(mix, first, shape, k, path.shape()));
      }
    }
    return shape;
  }

  private INDArray combineArrays(Node mix, Rows rows, int count, Value[] values) {
    int paths = mix.paths();
    Value router = values[mix.router()];
    double[] exact = RowMajor.of(router.array());
    if (mix.residualBlock().isPresent()) {
      PathWeights.addToLast(exact, paths);
    }
    INDArray out = null;
    for (int k = 0; k < paths; k++) {
      Value path = values[mix.inputs()[k + 1]];
      if (path.have().isEmpty()) {
        continue;
      }
      if (out == null) {
        out = Nd4j.create(path.array().dataType(), Shapes.array(count, path.shape()), 'c');
      }
      int i = 0;
      for (int r = rows.next(0); r >= 0; r = rows.next(r + 1), i++) {
        double w = exact[router.have().rank(r) * paths + k];
        if (w != 0) {
          out.slice(i).addi(path.array().slice(path.have().rank(r)).mul(w));
        }
      }
    }
    return out;
  }
}
