package io.github.dl4jrouting.inference;

import java.util.Optional;

/** A kernel that can take into itself what follows it. */
interface Foldable extends Kernel {
  /** Whether its result has no activation function yet. */
  boolean isLinear();

  /** The same with its output channels multiplied and shifted, if it can; only where linear. */
  Optional<Kernel> scaled(float[] by, float[] plus);

  /** The same with a pooling of its results, where that is faster than one after the other. */
  default Optional<Kernel> pooled(SubsamplingKernel pooling) {
    return Optional.empty();
  }

  /** Only of a kernel that is what {@link #prepared} gives. */
  @Override
  default void compute(Step step) {
    throw new IllegalStateException("Expected what prepared() gives, found what it is made of");
  }

  /** What computes, without what only folding needs. */
  default Kernel prepared() {
    return this;
  }

  /** The same with a function of each output; only where it is linear. */
  Kernel activated(Pointwise function);
}
