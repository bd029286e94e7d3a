package io.github.dl4jrouting.examples.benchmark.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The ResNet-20 of He et al. (Deep Residual Learning, section 4.2) for 32×32 colour images, with a
 * 1×1 projection where the shape changes. The second and third block of each stage are guarded, six
 * in all; the first of each stage is always computed.
 *
 * <p>Each of the three colours says for two blocks whether they are computed: by an offset, and by
 * an alternation of its rows. Six of the stem's sixteen channels detect one of them each; residual
 * branches add nothing to these channels, projections copy them, and the routers compare their
 * means with a threshold.
 *
 * @param channelsLast whether DL4J is to have its images with their channels last
 */
record ResNet20(boolean channelsLast) implements Workload {
  private static final int SIZE = 32;
  private static final int SIGNALS = 6;
  private static final double BRANCH_GAIN = 0.3;

  @Override
  public Network network() {
    RandomWeights random = new RandomWeights(20);
    List<Block> blocks = new ArrayList<>();
    Op.Conv stem = random.normalizedConv(3, 16, 3, 1, 1, true);
    for (int signal = 0; signal < SIGNALS; signal++) {
      float side = signal % 2 == 0 ? 0.25f : -0.25f;
      int kernel = signal * 27 + signal / 2 * 9;
      Arrays.fill(stem.weights(), signal * 27, (signal + 1) * 27, 0);
      stem.weights()[kernel + 1] = side;
      stem.weights()[kernel + 4] = 0.5f;
      stem.weights()[kernel + 7] = side;
      makeNeutral(stem, signal);
    }
    blocks.add(Block.plain("stem", stem));
    int channels = 16;
    int signal = 0;
    for (int stage = 0; stage < 3; stage++) {
      int out = 16 << stage;
      for (int i = 0; i < 3; i++) {
        int stride = out > channels ? 2 : 1;
        String name = "stage" + stage + "block" + i;
        Optional<Guard> guard = Optional.empty();
        if (i > 0) {
          guard = Optional.of(Guard.Router.on(out, signal, signal % 2 == 0 ? 0.5f : 0.25f));
          signal++;
        }
        blocks.add(residual(name, random, channels, out, stride, guard));
        channels = out;
      }
    }
    blocks.add(Block.plain("head", new Op.GlobalAverage(), random.dense(channels, 10, false)));
    return new Network(List.of(3, SIZE, SIZE), blocks, channelsLast);
  }

  private static Block residual(
      String name, RandomWeights random, int in, int out, int stride, Optional<Guard> guard) {
    Op.Conv first = random.normalizedConv(in, out, 3, stride, 1, true);
    Op.Conv second = random.normalizedConv(out, out, 3, 1, BRANCH_GAIN, false);
    Optional<Op.Conv> projection = Optional.empty();
    if (in != out) {
      projection = Optional.of(random.normalizedConv(in, out, 1, stride, 1, false));
    }
    for (int signal = 0; signal < SIGNALS; signal++) {
      Arrays.fill(second.weights(), signal * out * 9, (signal + 1) * out * 9, 0);
      makeNeutral(second, signal);
      if (projection.isPresent()) {
        float[] weights = projection.get().weights();
        Arrays.fill(weights, signal * in, (signal + 1) * in, 0);
        weights[signal * in + signal] = 1;
        makeNeutral(projection.get(), signal);
      }
    }
    return new Block(name, List.of(first, second), true, projection, List.of(), guard);
  }

  private static void makeNeutral(Op.Conv conv, int channel) {
    Op.Normalization normalization = conv.normalization().orElseThrow();
    normalization.gamma()[channel] = 1;
    normalization.beta()[channel] = 0;
    normalization.mean()[channel] = 0;
    normalization.variance()[channel] = (float) (1 - Op.Normalization.EPSILON);
  }

  @Override
  public void write(boolean[] through, RandomGenerator random, float[] target, int offset) {
    int at = offset;
    for (int colour = 0; colour < 3; colour++) {
      float constant = through[2 * colour] ? 1 : 0;
      for (int y = 0; y < SIZE; y++) {
        float alternating = through[2 * colour + 1] ? 1 - 2 * (y % 2) : 0;
        for (int x = 0; x < SIZE; x++) {
          target[at++] = constant + alternating + 0.25f * (random.nextFloat() - 0.5f);
        }
      }
    }
  }
}
