package io.github.dl4jrouting.transform;

import io.github.dl4jrouting.bypass.SkipConnectionLayer;
import io.github.dl4jrouting.gate.ActivityGateLayer;
import io.github.dl4jrouting.gate.ActivityMeasure;
import io.github.dl4jrouting.gate.Direction;
import io.github.dl4jrouting.router.RouterLayer;
import io.github.dl4jrouting.router.RoutingLayer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Puts gates or routers around the skippable blocks of a trained network.
 *
 * <pre>{@code
 * RoutingTransform transform = RoutingTransform.of(network);
 * transform.blocks().forEach(System.out::println);
 * ComputationGraph gated = transform.withActivityGates();
 * }</pre>
 *
 * <p>The new network has the original's parameters, updater state and counters, and its vertices
 * under their own names. For a block whose output is made by vertex {@code B} it has a gate or
 * router {@code B-router}, a {@link io.github.dl4jrouting.vertex.RoutingVertex} {@code B-routed}
 * that all readers of B now read, and with {@link #scaledBypass} or {@link #affineBypass} a {@link
 * SkipConnectionLayer} {@code B-bypass}. Gates are open at first, so that the output, and training
 * on, are the original's bit for bit. The original is not changed. Listeners are not copied.
 *
 * <p>A {@link MultiLayerNetwork} is transformed in its graph form, whose vertices are named {@code
 * 0}, {@code 1}, …; a network that must stay a MultiLayerNetwork can hold {@link
 * io.github.dl4jrouting.skip.ActivitySkipLayer}s instead, from its configuration on.
 *
 * <p>Objects of this class do not change: each setting gives a new one.
 */
public final class RoutingTransform {
  private final ComputationGraph network;
  private final List<InputType> inputTypes;
  private final GraphView view;
  private final Selection selection;
  private final Bypass bypass;

  private RoutingTransform(
      ComputationGraph network,
      List<InputType> inputTypes,
      GraphView view,
      Selection selection,
      Bypass bypass) {
    this.network = network;
    this.inputTypes = inputTypes;
    this.view = view;
    this.selection = selection;
    this.bypass = bypass;
  }

  /**
   * A transform of a graph. By default its blocks are residual ones with identity shortcuts and
   * layers that keep the shape; never the first, nor one that is an output.
   *
   * @param network an initialised network
   * @param inputTypes one type for each network input, which says how costly a block is and how its
   *     activations are laid out; may be left out where the first layers are dense or recurrent, or
   *     take flattened images
   * @return the transform
   * @throws IllegalArgumentException if the types are needed, or their number is wrong
   */
  public static RoutingTransform of(ComputationGraph network, InputType... inputTypes) {
    Objects.requireNonNull(network, "network");
    network.init(); // no-op where it was called before
    InputType[] types =
        inputTypes.length > 0 ? inputTypes : InputTypes.of(network.getConfiguration());
    return new RoutingTransform(
        network,
        List.of(types),
        new GraphView(network.getConfiguration(), types),
        Selection.DEFAULT,
        Bypass.IDENTITY);
  }

  /**
   * A transform of the graph form of a network.
   *
   * @param network an initialised network
   * @param inputType as in {@link #of(ComputationGraph, InputType...)}, at most one
   * @return the transform
   */
  public static RoutingTransform of(MultiLayerNetwork network, InputType... inputType) {
    if (!network.isInitCalled()) {
      network.init();
    }
    return of(LayeredNetworks.toGraph(network), inputType);
  }

  private RoutingTransform with(Selection other) {
    return new RoutingTransform(network, inputTypes, view, other, bypass);
  }

  /**
   * Sets which kinds of blocks are looked for; ranges always count.
   *
   * @param blockKinds default {@link BlockKind#RESIDUAL} and {@link BlockKind#SAME_SHAPE}; {@link
   *     BlockKind#PROJECTION} for those that halve images, too
   * @return a transform with that setting
   */
  public RoutingTransform kinds(BlockKind... blockKinds) {
    return with(selection.withKinds(blockKinds));
  }

  /**
   * Includes blocks before which there are no weights.
   *
   * @param include default false
   * @return a transform with that setting
   */
  public RoutingTransform includeFirst(boolean include) {
    return with(selection.withFirst(include));
  }

  /**
   * Keeps only some of the blocks found.
   *
   * @param keep whether to keep a block
   * @return a transform with that setting
   */
  public RoutingTransform only(Predicate<SkippableBlock> keep) {
    return with(selection.withFilter(keep));
  }

  /**
   * Adds a block of your own choice, in place of those it overlaps.
   *
   * @param from its first vertex, which has one input
   * @param to its last vertex, whose output has the shape of that input
   * @return a transform with that block
   * @throws IllegalArgumentException if this is not a block, saying why
   */
  public RoutingTransform range(String from, String to) {
    return with(selection.withRange(new BlockFinder(view).range(from, to)));
  }

  /**
   * Puts a {@link SkipConnectionLayer} of weight 1 on each bypass, whose weight can then be fitted
   * or trained.
   *
   * @return a transform with that setting
   */
  public RoutingTransform scaledBypass() {
    return new RoutingTransform(network, inputTypes, view, selection, Bypass.SCALED);
  }

  /**
   * Puts a {@link SkipConnectionLayer} on each bypass that has a weight of 1 and a bias of 0 for
   * each feature (channel), which can then be fitted or trained.
   *
   * @return a transform with that setting
   */
  public RoutingTransform affineBypass() {
    return new RoutingTransform(network, inputTypes, view, selection, Bypass.AFFINE);
  }

  /**
   * The blocks that will be gated.
   *
   * @return blocks in topological order; may be empty
   */
  public List<SkippableBlock> blocks() {
    return selection.blocks(view);
  }

  /**
   * What the network costs as it is.
   *
   * @return MACs for one sample
   */
  public long macs() {
    return view.macs(view.order());
  }

  /**
   * The network as it is.
   *
   * @return a copy, with its updater state and counters
   */
  public ComputationGraph original() {
    return new GraphEdit(network).build();
  }

  /**
   * The types of the network's inputs, given or found.
   *
   * @return one for each input
   */
  public InputType[] inputTypes() {
    return inputTypes.toArray(InputType[]::new);
  }

  /**
   * Puts a gate on mean|x| that skips low activity around every block.
   *
   * @return a network whose gates are open
   * @throws IllegalArgumentException if there are no blocks
   */
  public ComputationGraph withActivityGates() {
    return withActivityGates(ActivityMeasure.MEAN_ABS, Direction.SKIP_LOW);
  }

  /**
   * Puts an activity gate around every block.
   *
   * @param measure what is compared with the threshold
   * @param direction which side of it is skipped
   * @return a network whose gates are open
   * @throws IllegalArgumentException if there are no blocks
   */
  public ComputationGraph withActivityGates(ActivityMeasure measure, Direction direction) {
    return withRouting(
        block ->
            new ActivityGateLayer.Builder()
                .measure(measure)
                .direction(direction)
                .threshold(direction.open())
                .build());
  }

  /**
   * Puts a trainable router around every block. Its weights are 0 and its bias opens it, so that
   * hard routing changes nothing until it is trained.
   *
   * @param hidden sizes of its hidden layers; none for a linear router
   * @return a network whose routers say through
   * @throws IllegalArgumentException if there are no blocks
   */
  public ComputationGraph withRouters(int... hidden) {
    ComputationGraph routed =
        withRouting(
            block ->
                new RouterLayer.Builder()
                    .hidden(hidden)
                    .activation(org.nd4j.linalg.activations.Activation.RELU)
                    .build());
    for (SkippableBlock block : blocks()) {
      routed.getLayer(routerName(block)).getParam("W" + hidden.length).assign(0);
    }
    return routed;
  }

  /**
   * Puts what you like around every block.
   *
   * @param router makes a routing layer over two paths, through and bypass, for a block
   * @return the network
   * @throws IllegalArgumentException if there are no blocks, or a router has other paths
   */
  public ComputationGraph withRouting(Function<SkippableBlock, ? extends RoutingLayer> router) {
    List<SkippableBlock> blocks = blocks();
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException(selection.noBlocks(view));
    }
    GraphEdit edit = new GraphEdit(network);
    for (SkippableBlock block : blocks) {
      RoutingLayer layer = router.apply(block);
      if (layer.paths() != 2) {
        throw new IllegalArgumentException(
            "Block \"%s\": expected a router over 2 paths, through and bypass, found %d"
                .formatted(block.name(), layer.paths()));
      }
      // An earlier block's output is read through its routing vertex by now.
      String input = routed(edit, block.input());
      String around = routed(edit, block.bypass());
      if (bypass != Bypass.IDENTITY) {
        String fitted = block.name() + "-bypass";
        edit.addLayer(fitted, bypass.layer(), view.type(block.bypass()), around);
        around = fitted;
      }
      edit.addLayer(routerName(block), layer, view.type(block.input()), input);
      edit.addRouting(routedName(block.name()), routerName(block), block.name(), around);
    }
    return edit.build();
  }

  /**
   * Builds early exits into a classifier, beside which its blocks are all computed: {@code O} being
   * its output layer, {@code O-deep} is that layer as a dense one, an exit before block {@code B}
   * is a classifier {@code B-exit-classes} (behind {@code B-exit-pooled} where positions are
   * pooled), a {@link io.github.dl4jrouting.gate.ConfidenceGateLayer} {@code B-exit} and a {@link
   * io.github.dl4jrouting.vertex.RoutingVertex} {@code B-exit-routed}; the network's output, still
   * named O, is a loss layer.
   *
   * @param exits at least one, at most one a block, each before a block of {@link #blocks}
   * @return a network that answers as the original does where no sample leaves
   * @throws IllegalArgumentException if the network's output is no softmax output layer, or an exit
   *     does not fit
   */
  public ComputationGraph withExits(List<EarlyExit> exits) {
    List<SkippableBlock> blocks = blocks();
    List<SkippableBlock> before = exits.stream().map(EarlyExit::before).toList();
    if (exits.isEmpty()
        || !blocks.containsAll(before)
        || before.stream().distinct().count() < exits.size()) {
      throw new IllegalArgumentException(
          "Expected at least one exit, each before another one of the blocks "
              + blocks.stream().map(SkippableBlock::name).toList()
              + ", found exits before "
              + before.stream().map(SkippableBlock::name).toList()
              + ".");
    }
    return new ExitInsertion(network, view).with(exits);
  }

  /**
   * Refuses a network that cannot have exits.
   *
   * @throws IllegalArgumentException if its only output is no softmax output layer
   */
  public void checkExits() {
    new ExitInsertion(network, view).check();
  }

  /**
   * The name of the gate of an exit in the transformed network.
   *
   * @param before the block before which samples leave
   * @return its name
   */
  public static String exitName(SkippableBlock before) {
    return before.name() + "-exit";
  }

  private static String routed(GraphEdit edit, String name) {
    String routed = routedName(name);
    return edit.names().contains(routed) && edit.inputs(routed).contains(name) ? routed : name;
  }

  /**
   * The name of a block's gate or router in the transformed network.
   *
   * @param block the block
   * @return its name
   */
  public static String routerName(SkippableBlock block) {
    return block.name() + "-router";
  }

  /** What stands in for a skipped block. */
  private enum Bypass {
    IDENTITY,
    SCALED,
    AFFINE;

    SkipConnectionLayer layer() {
      boolean affine = this == AFFINE;
      return new SkipConnectionLayer.Builder()
          .identity()
          .l1(0)
          .perFeature(affine)
          .hasBias(affine)
          .build();
    }
  }

  private static String routedName(String name) {
    return name + "-routed";
  }

  /**
   * Takes out the gates whose threshold is infinite: those always open go, and leave their block;
   * those always closed go with their block.
   *
   * @param network a network with gates; it is not changed
   * @return a smaller network with the same outputs, and the same state of training
   */
  public static ComputationGraph fuse(ComputationGraph network) {
    return Fusion.fuse(network, Fusion.constantGates(network));
  }

  /**
   * Takes out gates and routers that are known to decide nothing.
   *
   * @param network a network with gates or routers; it is not changed
   * @param paths for the name of each gate or router to take out, the path that all samples take: 0
   *     through, the last the bypass
   * @return a smaller network, whose outputs are the same where the map is right
   */
  public static ComputationGraph fuse(ComputationGraph network, Map<String, Integer> paths) {
    return Fusion.fuse(network, paths);
  }
}
