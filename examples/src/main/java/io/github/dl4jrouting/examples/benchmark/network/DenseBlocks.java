package io.github.dl4jrouting.examples.benchmark.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * L blocks, each one dense layer d→d and ReLU, bypassed by the input itself.
 *
 * <p>Feature i of the first L says with 1 or 0 whether block i is computed: column i of every
 * weight matrix is the unit vector i, so that it passes all blocks unchanged (ReLU leaves 0 and 1
 * alone). The matrices are full d×d ones for everybody all the same.
 *
 * @param width d
 * @param depth L, at most d
 * @param gated whether open activity gates guard the blocks in place of routers
 * @param sharesRoutes whether all samples of a batch skip the same blocks
 */
record DenseBlocks(int width, int depth, boolean gated, boolean sharesRoutes) implements Workload {

  DenseBlocks {
    if (width < 1 || depth < 1 || depth > width) {
      throw new IllegalArgumentException(
          "expected a dense workload with at least as many features as blocks, found "
              + width
              + " features and "
              + depth
              + " blocks; write it as dense-<features>x<blocks>, for example dense-128x6");
    }
  }

  @Override
  public Network network() {
    RandomWeights random = new RandomWeights(31L * width + depth);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      Op.Dense layer = random.dense(width, width, true);
      for (int feature = 0; feature < depth; feature++) {
        carry(layer, feature);
      }
      Guard guard = gated ? new Guard.OpenGate() : Guard.Router.on(width, i, 0.5f);
      blocks.add(
          new Block(
              "block" + i, List.of(layer), false, Optional.empty(), List.of(), Optional.of(guard)));
    }
    return new Network(List.of(width), blocks);
  }

  private static void carry(Op.Dense layer, int feature) {
    for (int row = 0; row < layer.in(); row++) {
      layer.weights()[row * layer.out() + feature] = row == feature ? 1 : 0;
    }
    layer.bias()[feature] = 0;
  }

  @Override
  public void write(boolean[] through, RandomGenerator random, float[] target, int offset) {
    for (int i = 0; i < width; i++) {
      target[offset + i] = i < depth ? (through[i] ? 1 : 0) : (float) random.nextGaussian();
    }
  }
}
