package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.router.InferenceMode;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.Routing;
import java.util.List;
import java.util.Optional;

/** A {@link RouterLayer} at inference: pooling, attention, its layers, then the decision. */
final class RouterKernel implements Kernel {
  private final RouterLayer router;
  private final String name;
  private final Optional<float[][]> attention;
  private final List<Dense> layers;
  private final GlobalPoolingKernel pooling = GlobalPoolingKernel.ofRouter();

  /**
   * A router.
   *
   * @param attention its weights u and biases c, if it has attention
   * @param layers the hidden layers and the scores
   */
  RouterKernel(RouterLayer router, String name, Optional<float[][]> attention, List<Dense> layers) {
    this.router = router;
    this.name = name;
    this.attention = attention;
    this.layers = List.copyOf(layers);
  }

  @Override
  public int[] outputShape(int[][] inputs) {
    int[] in = inputs[0];
    boolean fits = in.length == router.layout().rank() - 1 && in[0] == router.getNIn();
    Shapes.check(fits, in, router.layout(), router.getNIn());
    return new int[] {router.paths()};
  }

  @Override
  public int maskedSteps(int[] in) {
    return pooling.maskedSteps(in);
  }

  @Override
  public void compute(Step step) {
    if (attention.isEmpty() && layers.size() == 1 && step.inShape[0].length == 1) {
      // The scores become the decision where they lie.
      layers.get(0).compute(step);
      decide(step.out, step);
      return;
    }
    MemoryPool pool = step.pool();
    Step inner = step.nested();
    inner.mask = step.mask;
    inner.in[0] = step.in[0];
    inner.inShape[0] = step.inShape[0];
    if (step.inShape[0].length > 1) {
      run(inner, pooling, pool, step.in[0]);
    }
    if (attention.isPresent()) {
      Memory before = inner.in[0];
      attend(inner, pool, step.lane(0));
      giveBack(before, step.in[0], pool);
    }
    for (Dense layer : layers) {
      run(inner, layer, pool, step.in[0]);
    }
    decide(inner.in[0], step);
    giveBack(inner.in[0], step.in[0], pool);
    inner.forgetInputs();
  }

  /** Computes one stage, which becomes the input of the next. */
  private static void run(Step inner, Kernel kernel, MemoryPool pool, Memory borrowed) {
    inner.outShape = kernel.outputShape(new int[][] {inner.inShape[0]});
    inner.out = pool.take((long) inner.rows * Shapes.size(inner.outShape));
    kernel.compute(inner);
    giveBack(inner.in[0], borrowed, pool);
    inner.in[0] = inner.out;
    inner.inShape[0] = inner.outShape;
  }

  private static void giveBack(Memory memory, Memory borrowed, MemoryPool pool) {
    if (memory != borrowed) {
      pool.give(memory);
    }
  }

  /** F · softmax(u ⊙ z + c) ⊙ z. */
  private void attend(Step inner, MemoryPool pool, Lane lane) {
    int features = inner.inShape[0][0];
    float[] u = attention.get()[0];
    float[] c = attention.get()[1];
    float[] z = lane.scratch(features);
    float[] a = lane.second(features);
    Memory out = pool.take((long) inner.rows * features);
    for (int r = 0; r < inner.rows; r++) {
      inner.in[0].buffer().get(r * features, z, 0, features);
      System.arraycopy(z, 0, a, 0, features);
      Loops.multiply(a, u, features);
      Loops.add(a, c, features);
      Softmax.rows(a, 1, features);
      Loops.multiply(a, z, features);
      Loops.scale(a, features, features);
      out.buffer().put(r * features, a, 0, features);
    }
    inner.in[0] = out;
  }

  private void decide(Memory scores, Step step) {
    int paths = router.paths();
    int length = step.rows * paths;
    float[] all = step.lane(0).scratch(length);
    scores.buffer().get(0, all, 0, length);
    checkFinite(all, length);
    if (router.inferenceMode() == InferenceMode.HARD) {
      for (int at = 0; at < length; at += paths) {
        harden(all, at, paths);
      }
    } else {
      for (int at = 0; at < length; at += paths) {
        soften(all, at, paths);
      }
    }
    step.out.buffer().put(0, all, 0, length);
  }

  private void checkFinite(float[] scores, int length) {
    for (int i = 0; i < length; i++) {
      if (!Float.isFinite(scores[i])) {
        throw new IllegalStateException(
            "Layer \""
                + name
                + "\": expected finite router scores, found "
                + scores[i]
                + ". Check its input for NaN, and the learning rate.");
      }
    }
  }

  /** One-hot, the first of equal scores. */
  private static void harden(float[] scores, int at, int paths) {
    int best = at;
    for (int k = at + 1; k < at + paths; k++) {
      best = scores[k] > scores[best] ? k : best;
    }
    for (int k = at; k < at + paths; k++) {
      scores[k] = k == best ? 1 : 0;
    }
  }

  private void soften(float[] row, int at, int paths) {
    double[] scores = new double[paths];
    for (int k = 0; k < paths; k++) {
      scores[k] = row[at + k];
    }
    double t = router.inferenceTemperature();
    double[] p =
        router.inferenceMode() == InferenceMode.TOP_K
            ? Routing.topK(scores, paths, router.topK(), t)
            : Routing.softmax(scores, paths, t);
    for (int k = 0; k < paths; k++) {
      row[at + k] = (float) p[k];
    }
  }

  @Override
  public long weights() {
    return layers.stream().mapToLong(Dense::weights).sum();
  }

  @Override
  public boolean makesImages() {
    return false;
  }
}
