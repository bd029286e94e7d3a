package io.github.dl4jrouting.transform;

import java.util.List;

/**
 * A part of a network that a sample can do without: it has one input and one output of one shape.
 *
 * @param name the vertex whose output the block makes; for a residual block, its addition
 * @param kind why it can be skipped
 * @param input the vertex that feeds the block, which a gate reads
 * @param bypass the vertex whose output stands in for the block's when it is skipped: the input, or
 *     the shortcut's last vertex
 * @param vertices what is not computed when the block is skipped, in topological order
 * @param macs what they cost for one sample
 * @param first whether no layer with weights comes before it
 */
public record SkippableBlock(
    String name,
    BlockKind kind,
    String input,
    String bypass,
    List<String> vertices,
    long macs,
    boolean first) {
  /** Copies the list. */
  public SkippableBlock {
    vertices = List.copyOf(vertices);
  }

  boolean overlaps(SkippableBlock other) {
    return vertices.stream().anyMatch(other.vertices::contains);
  }

  @Override
  public String toString() {
    return name + " (" + kind + ", " + macs + " MACs: " + input + " -> " + vertices + ")";
  }
}
