package io.github.dl4jrouting.examples.benchmark.network;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A network to be timed.
 *
 * @param input shape of one sample: {@code [features]}, {@code [features, steps]} or {@code
 *     [channels, height, width]}
 * @param blocks first to last; the output is the last one's
 * @param channelsLast whether DL4J is to have its images with their channels last. What is made of
 *     them must not be flattened: the order of the weights after that would be another
 */
public record Network(List<Integer> input, List<Block> blocks, boolean channelsLast) {

  /**
   * A network as DL4J has it by default.
   *
   * @param input shape of one sample, as above
   * @param blocks first to last; the output is the last one's
   */
  public Network(List<Integer> input, List<Block> blocks) {
    this(input, blocks, false);
  }

  /**
   * How many numbers a sample has.
   *
   * @return the product of the input's dimensions
   */
  public int inputSize() {
    return input.stream().reduce(1, Math::multiplyExact);
  }

  /**
   * How many blocks are guarded.
   *
   * @return a number of blocks
   */
  public int guarded() {
    return (int) blocks.stream().filter(block -> block.guard().isPresent()).count();
  }

  /**
   * The network that computes every block for every sample, with the same weights.
   *
   * @return the dense twin
   */
  public Network dense() {
    return new Network(input, blocks.stream().map(Block::dense).toList(), channelsLast);
  }

  /**
   * A checksum over all weights, to see that two processes hold the same network.
   *
   * @return CRC-32 of the weights in the order of the blocks
   */
  public long fingerprint() {
    CRC32 crc = new CRC32();
    for (Block block : blocks) {
      block.layers().forEach(op -> add(crc, op));
      block.projection().ifPresent(op -> add(crc, op));
      block.bypass().forEach(op -> add(crc, op));
      block
          .guard()
          .ifPresent(
              guard -> {
                if (guard instanceof Guard.Router router) {
                  add(crc, router.weights(), router.bias());
                }
              });
    }
    return crc.getValue();
  }

  private static void add(CRC32 crc, Op op) {
    if (op instanceof Op.Dense dense) {
      add(crc, dense.weights(), dense.bias());
    } else if (op instanceof Op.Lstm lstm) {
      add(crc, lstm.weights(), lstm.recurrent(), lstm.bias());
    } else if (op instanceof Op.Conv conv) {
      add(crc, conv.weights(), conv.bias());
      conv.normalization().ifPresent(n -> add(crc, n.gamma(), n.beta(), n.mean(), n.variance()));
    }
  }

  private static void add(CRC32 crc, float[]... arrays) {
    for (float[] array : arrays) {
      ByteBuffer bytes = ByteBuffer.allocate(array.length * Float.BYTES);
      bytes.asFloatBuffer().put(array);
      crc.update(bytes);
    }
  }
}
