package io.github.dl4jrouting.examples.benchmark.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * LeNet with an early exit on 28×28 grey images: convolution 5×5 to 20 channels and pooling, then
 * either convolution 5×5 to 50 channels, pooling, dense 500 and 10 (through), or one linear layer
 * to the 10 outputs (bypass). The skip ratio is the share of samples that exit.
 *
 * <p>Bright images go through: the first of the 20 channels is the image itself, and the router
 * compares its mean with 0.5.
 */
record LeNet() implements Workload {
  private static final int SIZE = 28;

  @Override
  public Network network() {
    RandomWeights random = new RandomWeights(1998);
    Op.Conv first = random.conv(1, 20, 5, 0);
    Arrays.fill(first.weights(), 0, 25, 0);
    first.weights()[12] = 1;
    first.bias()[0] = 0;
    Block stem = Block.plain("stem", first, new Op.MaxPool(2));
    List<Op> deep =
        List.of(
            random.conv(20, 50, 5, 0),
            new Op.MaxPool(2),
            random.dense(800, 500, true),
            random.dense(500, 10, false));
    Block rest =
        new Block(
            "deep",
            deep,
            false,
            Optional.empty(),
            List.of(random.dense(2880, 10, false)),
            Optional.of(Guard.Router.on(20, 0, 0.5f)));
    return new Network(List.of(1, SIZE, SIZE), List.of(stem, rest));
  }

  @Override
  public void write(boolean[] through, RandomGenerator random, float[] target, int offset) {
    float darkest = through[0] ? 0.6f : 0;
    for (int i = 0; i < SIZE * SIZE; i++) {
      target[offset + i] = darkest + 0.4f * random.nextFloat();
    }
  }
}
