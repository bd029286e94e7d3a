package io.github.dl4jrouting.examples.benchmark.network;

import java.util.List;
import java.util.Optional;

/**
 * Layers in a row, and, where guarded, another way around them.
 *
 * <pre>
 *   F = layers in a row
 *   block(x) = F(x), or ReLU(F(x) + shortcut(x)) when residual, shortcut being x or its projection
 *   y = block(x) where the guard says through, else bypass(x), which is x itself where it is empty
 * </pre>
 *
 * @param name unique in the network
 * @param layers first to last
 * @param residual whether the shortcut is added, and ReLU follows
 * @param projection the shortcut, where it is not x itself
 * @param bypass layers for the samples that do not go through
 * @param guard what decides; empty: all go through
 */
public record Block(
    String name,
    List<Op> layers,
    boolean residual,
    Optional<Op.Conv> projection,
    List<Op> bypass,
    Optional<Guard> guard) {

  /** Layers that every sample goes through. */
  static Block plain(String name, Op... layers) {
    return new Block(name, List.of(layers), false, Optional.empty(), List.of(), Optional.empty());
  }

  /**
   * The same block in the dense twin.
   *
   * @return this block without guard and bypass
   */
  public Block dense() {
    return new Block(name, layers, residual, projection, List.of(), Optional.empty());
  }
}
