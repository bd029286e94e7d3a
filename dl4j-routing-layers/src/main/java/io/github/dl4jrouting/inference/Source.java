package io.github.dl4jrouting.inference;

/**
 * What a vertex or a part of one makes: a node of a plan in the making, and how its result lies.
 *
 * @param node its position
 */
record Source(int node, Order order) {
  /** How a result lies in memory, beside what DL4J has. */
  enum Order {
    /** As DL4J has it. */
    DL4J,
    /** Images with channels, or sequences with features, first where DL4J has them last. */
    CHANNELS_FIRST,
    /** Sequences [features, steps], where DL4J has a row of features for each step of a sample. */
    SEQUENCES
  }

  boolean isChannelsFirst() {
    return order == Order.CHANNELS_FIRST;
  }

  boolean isOfSteps() {
    return order == Order.SEQUENCES;
  }

  /** The same memory, where DL4J has something else. */
  Source as(Order other) {
    return new Source(node, other);
  }
}
