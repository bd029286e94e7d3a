package io.github.dl4jrouting.examples.benchmark.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * L blocks, each one long short-term memory d→d over sequences of {@value #STEPS} steps, bypassed
 * by its input itself; then the last step, and one linear layer to 10 outputs.
 *
 * <p>Feature i of the first L is 1 or −1 at all steps and says so whether block i is computed. Unit
 * i of every block keeps its sign: its gates are open for the step's input alone. Routers read the
 * features' means over the steps.
 *
 * @param width d
 * @param depth L, at most d
 */
record Lstms(int width, int depth) implements Workload {
  private static final int STEPS = 50;
  private static final int OUTPUTS = 10;

  /** So large a sum opens a gate, or makes tanh of it 1. */
  private static final float LARGE = 20;

  Lstms {
    if (width < 1 || depth < 1 || depth > width) {
      throw new IllegalArgumentException(
          "expected a recurrent workload with at least as many units as blocks, found "
              + width
              + " units and "
              + depth
              + " blocks; write it as lstm-<units>x<blocks>, for example lstm-128x2");
    }
  }

  @Override
  public Network network() {
    RandomWeights random = new RandomWeights(97L * width + depth);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      Op.Lstm layer = random.lstm(width, width);
      for (int unit = 0; unit < depth; unit++) {
        carry(layer, unit);
      }
      blocks.add(
          new Block(
              "block" + i,
              List.of(layer),
              false,
              Optional.empty(),
              List.of(),
              Optional.of(Guard.Router.on(width, i, 0))));
    }
    blocks.add(Block.plain("head", new Op.LastStep(), random.dense(width, OUTPUTS, false)));
    return new Network(List.of(width, STEPS), blocks);
  }

  /** tanh(tanh(20 x)) of the unit's own feature x. */
  private static void carry(Op.Lstm layer, int unit) {
    int units = layer.units();
    float[] sums = {0, -LARGE, LARGE, LARGE};
    for (int kind = 0; kind < sums.length; kind++) {
      int column = kind * units + unit;
      for (int row = 0; row < units; row++) {
        layer.weights()[row * sums.length * units + column] = kind == 0 && row == unit ? LARGE : 0;
        layer.recurrent()[row * sums.length * units + column] = 0;
      }
      layer.bias()[column] = sums[kind];
    }
  }

  @Override
  public void write(boolean[] through, RandomGenerator random, float[] target, int offset) {
    for (int feature = 0; feature < width; feature++) {
      for (int step = 0; step < STEPS; step++) {
        target[offset + feature * STEPS + step] =
            feature < depth ? (through[feature] ? 1 : -1) : (float) random.nextGaussian();
      }
    }
  }
}
