package io.github.dl4jrouting.inference;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;

/** One step of a plan: a vertex of the network, or what the plan has in its place. Immutable. */
final class Node {
  private final int index;
  private final String name;
  private final int[] inputs;
  private final int[] consumers;
  private final Optional<Kernel> kernel;
  private final boolean mix;
  private final Optional<String> residualBlock;
  private final boolean[] takeable;
  private final boolean wholeBatch;
  private final Optional<Layer> layer;
  private final int[] permutation;
  private final boolean faithful;
  private final boolean channelsFirst;
  private final boolean heedsMasks;

  private Node(Builder builder) {
    index = builder.index;
    name = builder.name;
    inputs = builder.inputs;
    consumers = builder.consumers;
    kernel = builder.kernel;
    mix = builder.mix;
    residualBlock = builder.residualBlock;
    takeable = builder.takeable;
    wholeBatch = builder.wholeBatch;
    layer = builder.layer;
    permutation = builder.permutation;
    faithful = builder.faithful;
    channelsFirst = builder.channelsFirst;
    heedsMasks = builder.heedsMasks;
  }

  /** Position in the plan, which is a topological order. */
  int index() {
    return index;
  }

  /** The vertex that users know. */
  String name() {
    return name;
  }

  /** Positions of the inputs. */
  int[] inputs() {
    return inputs;
  }

  /** Positions of the nodes that read this one. */
  int[] consumers() {
    return consumers;
  }

  /** What computes it; empty for network inputs, mixes and vertices that DL4J computes. */
  Optional<Kernel> kernel() {
    return kernel;
  }

  /** Whether it is a routing vertex whose paths are computed lazily. */
  boolean mix() {
    return mix;
  }

  /** Of a mix, the block whose input is the last path, if the other paths are added to it. */
  Optional<String> residualBlock() {
    return residualBlock;
  }

  /**
   * Of a mix, by input: whether its memory may be reused for the result, because whatever else
   * reads the input leads to this mix alone.
   */
  boolean[] takeable() {
    return takeable;
  }

  /** Whether rows depend on each other, so that all are computed or none. */
  boolean wholeBatch() {
    return wholeBatch;
  }

  /** The layer's configuration, for its cost. */
  Optional<Layer> layer() {
    return layer;
  }

  /** The dimension order in which DL4J hands over the input, where it changes it. */
  int[] permutation() {
    return permutation;
  }

  /**
   * Whether, of a node that kernels compute, DL4J's vertex of that name would compute the same from
   * the same inputs.
   */
  boolean faithful() {
    return faithful;
  }

  /** Whether masks may make a difference to it. */
  boolean heedsMasks() {
    return heedsMasks;
  }

  /** What is wrong with its inputs, with its name. */
  IllegalArgumentException named(IllegalArgumentException e) {
    String order = channelsFirst ? " (with channels first, as the plan has images)" : "";
    return new IllegalArgumentException("Vertex \"" + name + "\": " + e.getMessage() + order, e);
  }

  boolean isInput() {
    return inputs.length == 0;
  }

  int router() {
    return inputs[0];
  }

  int paths() {
    return inputs.length - 1;
  }

  /** This node's inputs and cost in the place of another, whose work it does too. */
  Node at(Node place) {
    return with().place(place.index, place.name).notFaithful().build();
  }

  /** A node with something else about it. */
  Builder with() {
    return new Builder(this);
  }

  /** Makes nodes. */
  static final class Builder {
    private int index;
    private String name;
    private int[] inputs;
    private int[] consumers = {};
    private Optional<Kernel> kernel = Optional.empty();
    private boolean mix;
    private Optional<String> residualBlock = Optional.empty();
    private boolean[] takeable;
    private boolean wholeBatch;
    private Optional<Layer> layer = Optional.empty();
    private int[] permutation = {};
    private boolean faithful = true;
    private boolean channelsFirst;
    private boolean heedsMasks;

    Builder(String name, int... inputs) {
      this.name = name;
      this.inputs = inputs;
      takeable = new boolean[inputs.length];
    }

    private Builder(Node node) {
      index = node.index;
      name = node.name;
      inputs = node.inputs;
      consumers = node.consumers;
      kernel = node.kernel;
      mix = node.mix;
      residualBlock = node.residualBlock;
      takeable = node.takeable;
      wholeBatch = node.wholeBatch;
      layer = node.layer;
      permutation = node.permutation;
      faithful = node.faithful;
      channelsFirst = node.channelsFirst;
      heedsMasks = node.heedsMasks;
    }

    private Builder place(int newIndex, String newName) {
      index = newIndex;
      name = newName;
      return this;
    }

    Builder index(int position) {
      index = position;
      return this;
    }

    Builder readers(int[] positions, boolean[] takeableInputs) {
      consumers = positions;
      takeable = takeableInputs;
      return this;
    }

    /** Without what nobody is to compute: it holds weights. */
    Builder unused() {
      kernel = Optional.empty();
      return this;
    }

    Builder kernel(Kernel computing) {
      kernel = Optional.of(computing);
      return this;
    }

    Builder mix(Optional<String> block) {
      mix = true;
      residualBlock = block;
      return this;
    }

    Builder wholeBatch(boolean whole) {
      wholeBatch = whole;
      return this;
    }

    Builder layer(Layer configuration) {
      layer = Optional.of(configuration);
      return this;
    }

    Builder permutation(int[] dimensions) {
      permutation = dimensions;
      return this;
    }

    Builder notFaithful() {
      faithful = false;
      return this;
    }

    /** Masks make a difference to it. */
    Builder heedsMasks() {
      heedsMasks = true;
      return this;
    }

    /** It reads images with their channels first where DL4J has them last. */
    Builder channelsFirst() {
      channelsFirst = true;
      return notFaithful();
    }

    Node build() {
      return new Node(this);
    }
  }
}
