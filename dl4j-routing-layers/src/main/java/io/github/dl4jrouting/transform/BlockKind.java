package io.github.dl4jrouting.transform;

/** What makes a block skippable. */
public enum BlockKind {
  /** Between a split and an addition, with the identity as its shortcut: skipping leaves x. */
  RESIDUAL,
  /**
   * Between a split and an addition, with a shortcut of its own, as where a ResNet halves the
   * image: skipping leaves the shortcut's output. Not by default.
   */
  PROJECTION,
  /** A layer with weights that keeps the shape, and the layers without weights that follow it. */
  SAME_SHAPE,
  /** Named by the user. */
  RANGE
}
