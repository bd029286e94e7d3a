package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.frozen.Unfrozen;
import io.github.dl4jrouting.skip.ActivitySkipLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One thread's run of a plan, with memory that stays from call to call.
 *
 * <p>Demand goes backwards, values forwards. From the demanded node the nodes are visited in
 * reverse topological order, so that a node's demand (the union of what its consumers want of it)
 * is complete when it is reached; a mix first has its router evaluated, by the same procedure, and
 * then demands of each path only the rows with a non-zero probability. What was visited is then
 * computed forwards, each node for the rows that it lacks. A value may be dropped, or its memory
 * taken for another result, whenever nothing that is under way wants it: should it be demanded
 * again, it is computed again.
 */
final class Execution {
  private final Plan plan;
  private final Set<String> leftInCalls;
  private final Node[] nodes;
  private final Value[] values;
  private final Rows[] want;
  private final int[] readersLeft;
  private final boolean[] pinned;
  private final boolean[] computed;
  private final MemoryPool pool = new MemoryPool();
  private final Step step;
  private final InputNumbers numbers;
  private final Mixing mixing = new Mixing();
  private final Replica replica;
  private final Optional<SingleSample> single;
  private final Optional<Shares> shares;
  private final Rows all = new Rows();
  private final List<Level> levels = new ArrayList<>();
  private final LayerMasks layerMasks;
  private boolean masked;
  private Recorder recorder;

  /** A node that is no vertex of DL4J's would have to be left to DL4J. */
  static final class NotLean extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String vertex;

    NotLean(String vertex) {
      super("A node that is no vertex is left to DL4J", null, false, false);
      this.vertex = vertex;
    }

    /** The vertex whose work it would have done. */
    String vertex() {
      return vertex;
    }
  }

  /**
   * For calls of one program.
   *
   * @param leftInCalls hears the vertices that have a kernel, which does not take a call's inputs
   */
  Execution(Plan plan, Workers workers, Replica replica, Set<String> leftInCalls) {
    this(plan, workers, replica, leftInCalls, Shares.of(plan, workers));
  }

  private Execution(
      Plan plan,
      Workers workers,
      Replica replica,
      Set<String> leftInCalls,
      Optional<Shares> shares) {
    this.plan = plan;
    this.leftInCalls = leftInCalls;
    this.shares = shares;
    this.replica = replica;
    nodes = plan.nodes().toArray(new Node[0]);
    layerMasks = new LayerMasks(nodes);
    values = new Value[nodes.length];
    want = new Rows[nodes.length];
    Arrays.setAll(values, i -> new Value());
    Arrays.setAll(want, i -> new Rows());
    readersLeft = new int[nodes.length];
    pinned = new boolean[nodes.length];
    computed = new boolean[nodes.length];
    step = new Step(workers, pool);
    numbers = new InputNumbers(plan, step);
    single =
        replica != null && SingleSample.suits(plan)
            ? Optional.of(new SingleSample(plan, step))
            : Optional.empty();
  }

  /** For some samples of a batch, whose others are computed at the same time. */
  static Execution ofShare(Plan plan, Workers workers) {
    return new Execution(plan, workers, null, new HashSet<>(), Optional.empty());
  }

  /**
   * Runs the plan.
   *
   * @param inputs checked arrays with the same number of rows
   * @param targets the nodes to compute for all rows
   * @param masks what DL4J is to know of masks
   * @param newRecorder told of decisions and costs
   * @param results where the targets' values go
   */
  INDArray[] run(
      INDArray[] inputs, int[] targets, Masks masks, Recorder newRecorder, Results results) {
    int batch = Math.toIntExact(inputs[0].size(0));
    masked = masks.any();
    if (batch == 1 && !masked && single.isPresent()) {
      INDArray[] outputs = single.get().run(inputs, targets, newRecorder, results);
      if (outputs.length > 0) {
        return outputs;
      }
    }
    if (!masked && shares.isPresent() && shares.get().suits(inputs, targets)) {
      return shares.get().run(inputs, targets, newRecorder, results);
    }
    recorder = newRecorder;
    try {
      begin(inputs, batch, targets);
      replica.begin(inputs, masks);
      if (masked && plan.floats()) {
        layerMasks.read(replica, masks, batch);
      }
      INDArray[] outputs = new INDArray[targets.length];
      evaluate(targets);
      for (int i = 0; i < targets.length; i++) {
        outputs[i] = result(i, values[targets[i]], results);
      }
      return outputs;
    } finally {
      end();
    }
  }

  /**
   * Computes a share of a batch; its values stay until {@link #end}.
   *
   * @param inputs its rows of each input
   * @param first the number of its first sample in the batch
   */
  void compute(
      Memory[] inputs,
      RowShapes shapes,
      int first,
      int count,
      int[] targets,
      Recorder newRecorder) {
    recorder = newRecorder;
    masked = false;
    reset(count, targets);
    for (int i = 0; i < inputs.length; i++) {
      numbers.add(i, inputs[i], count, first, false);
      int node = plan.inputs()[i];
      values[node].add(all, inputs[i], shapes.of(node), pool);
    }
    evaluate(targets);
  }

  private void evaluate(int[] targets) {
    for (int target : targets) {
      evaluate(target, all, 0);
    }
    numbers.finish();
  }

  Value value(int node) {
    return values[node];
  }

  private void begin(INDArray[] inputs, int batch, int[] targets) {
    reset(batch, targets);
    for (int i = 0; i < inputs.length; i++) {
      Value value = values[plan.inputs()[i]];
      if (plan.floats()) {
        Memory memory = Transfer.borrow(inputs[i]);
        numbers.add(i, memory, batch, 0, masked);
        value.add(all, memory, value.shapes().of(inputs[i].shape()), pool);
      } else {
        InputCheck.checkNumbers(inputs[i], nodes[plan.inputs()[i]].name());
        value.add(all, inputs[i]);
      }
    }
  }

  private void reset(int batch, int[] targets) {
    all.reset(batch).addAll();
    for (int i = 0; i < nodes.length; i++) {
      values[i].reset(batch);
      want[i].reset(batch);
      readersLeft[i] = nodes[i].consumers().length;
      pinned[i] = nodes[i].isInput();
      computed[i] = false;
    }
    for (int target : targets) {
      pinned[target] = true;
    }
  }

  void end() {
    for (Value value : values) {
      value.release(pool);
    }
    step.forgetInputs();
    numbers.forget();
    layerMasks.forget();
    levels.forEach(Level::reset);
    if (replica != null) {
      replica.end();
    }
    recorder = null;
  }

  private INDArray result(int i, Value value, Results results) {
    return plan.floats()
        ? results.of(i, value.memory(), Shapes.array(value.batch(), value.shape()))
        : results.of(i, value.array());
  }

  private void evaluate(int target, Rows rows, int depth) {
    if (values[target].have().containsAll(rows)) {
      return;
    }
    if (levels.size() == depth) {
      levels.add(new Level(nodes.length));
    }
    Level level = levels.get(depth);
    level.length = 0;
    want[target].addAll(rows);
    level.add(target);
    for (int i = level.poll(); i >= 0; i = level.poll()) {
      want[i].removeAll(values[i].have());
      if (!want[i].isEmpty()) {
        level.order[level.length++] = i;
        demandInputs(nodes[i], level, depth);
      }
    }
    for (int k = level.length - 1; k >= 0; k--) {
      int i = level.order[k];
      // A router's own evaluation may have computed it meanwhile.
      want[i].removeAll(values[i].have());
      if (!want[i].isEmpty()) {
        compute(nodes[i], want[i]);
        want[i].clear();
      }
    }
  }

  private void demandInputs(Node node, Level level, int depth) {
    Rows rows = want[node.index()];
    if (node.mix()) {
      evaluate(node.router(), rows, depth + 1);
      mixing.demand(node, rows, values[node.router()], want, recorder, nodes[node.router()].name());
      for (int k = 1; k < node.inputs().length; k++) {
        if (!want[node.inputs()[k]].isEmpty()) {
          level.add(node.inputs()[k]);
        }
      }
      return;
    }
    if (node.wholeBatch()) {
      rows.addAll();
    }
    for (int input : node.inputs()) {
      want[input].addAll(rows);
      level.add(input);
    }
  }

  private void compute(Node node, Rows rows) {
    int count = rows.count();
    Value value = values[node.index()];
    boolean byKernel = false;
    try {
      if (node.mix()) {
        mixing.combine(node, rows, count, values, this);
      } else {
        byKernel =
            node.kernel().isPresent() && runKernel(node, node.kernel().get(), rows, count, value);
        if (!byKernel) {
          runDl4j(node, rows, count, value);
          if (node.kernel().isPresent()) {
            leftInCalls.add(node.name());
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw node.named(e);
    }
    if (byKernel) {
      numbers.computed(node, step);
    }
    if (recorder.active()) {
      record(node, rows, value);
    }
    settle(node);
  }

  private void record(Node node, Rows rows, Value value) {
    if (!node.wholeBatch()
        && node.layer().map(Unfrozen::layer).orElse(null) instanceof ActivitySkipLayer skip) {
      boolean[] through = replica.computedRows(node);
      recorder.skipped(node.name(), skip, rows, through, value.shape());
    } else {
      int[] in = values[node.inputs()[0]].shape();
      recorder.computed(node, rows, in, value.shape(), value.batch());
    }
  }

  /** False where the kernel leaves these inputs to DL4J. */
  private boolean runKernel(Node node, Kernel kernel, Rows rows, int count, Value value) {
    int[] inputs = node.inputs();
    step.inputs(inputs.length);
    boolean whole = node.wholeBatch();
    for (int k = 0; k < inputs.length; k++) {
      Value input = values[inputs[k]];
      step.in[k] = whole ? input.memory() : input.rows(rows, count, pool);
      step.inShape[k] = input.shape();
    }
    step.rows = whole ? values[inputs[0]].batch() : count;
    step.outShape = value.shapes().of(kernel, step.inShape, inputs.length);
    if (step.outShape == Kernel.LEFT_TO_DL4J || !takesMask(node, kernel, rows)) {
      if (!node.faithful()) {
        throw new NotLean(node.name());
      }
      return false;
    }
    step.out = pool.take((long) step.rows * Shapes.size(step.outShape));
    kernel.compute(step);
    value.add(rows, step.out, step.outShape, pool);
    if (whole) {
      value.setWhole(step.rows);
    }
    return true;
  }

  /** Whether the node's mask, if it has one, is in the step. */
  private boolean takesMask(Node node, Kernel kernel, Rows rows) {
    step.mask = null;
    if (!masked || !layerMasks.has(node)) {
      return true;
    }
    int steps = node.wholeBatch() ? -1 : kernel.maskedSteps(step.inShape[0]);
    step.mask = steps < 0 ? null : layerMasks.of(node, rows, steps);
    return step.mask != null;
  }

  private void runDl4j(Node node, Rows rows, int count, Value value) {
    if (!node.faithful()) {
      throw new IllegalStateException("Vertex \"" + node.name() + "\" is not DL4J's here");
    }
    boolean whole = node.wholeBatch();
    replica.prepare(whole ? all : rows, count);
    Memory memory = null;
    INDArray result;
    try (LayerMemory.Scope working = replica.memory().open()) {
      result = replica.activate(node, arrays(node, rows, count), working.manager());
      if (plan.floats()) {
        memory = pool.take(Math.max(1, result.length()));
        Transfer.toMemory(result, memory);
      } else {
        result = result.detach();
      }
    }
    long[] shape = result.shape();
    if (plan.floats()) {
      value.add(rows, memory, value.shapes().of(shape), pool);
    } else {
      value.add(rows, result);
    }
    if (whole) {
      value.setWhole(Math.toIntExact(shape[0]));
    }
  }

  /** A node's inputs for DL4J, which may work in place on what it is given. */
  private INDArray[] arrays(Node node, Rows rows, int count) {
    int[] inputs = node.inputs();
    INDArray[] arrays = new INDArray[inputs.length];
    boolean whole = node.wholeBatch();
    for (int k = 0; k < inputs.length; k++) {
      Value input = values[inputs[k]];
      if (plan.floats()) {
        Memory memory = whole ? input.memory() : input.rows(rows, count, pool);
        int n = whole ? input.batch() : count;
        arrays[k] = Transfer.toArray(memory, Shapes.array(n, input.shape()));
      } else {
        arrays[k] = (whole ? input.array() : input.arrayRows(rows, count)).dup();
      }
    }
    return arrays;
  }

  /** Drops inputs that all their readers have read. */
  private void settle(Node node) {
    if (computed[node.index()]) {
      return;
    }
    computed[node.index()] = true;
    for (int input : node.inputs()) {
      if (--readersLeft[input] == 0 && !pinned[input] && nobodyWants(input, -1)) {
        values[input].release(pool);
      }
    }
  }

  private boolean nobodyWants(int index, int except) {
    for (int consumer : nodes[index].consumers()) {
      if (consumer != except && !want[consumer].isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a mix may write its result into the memory of one of its paths. */
  boolean mayTake(Node mix, int path) {
    int index = mix.inputs()[path + 1];
    return plan.floats()
        && !pinned[index]
        && (readersLeft[index] <= 1 || mix.takeable()[path + 1])
        && nobodyWants(index, mix.index());
  }

  MemoryPool pool() {
    return pool;
  }

  Lane lane() {
    return step.lane(0);
  }

  boolean floats() {
    return plan.floats();
  }
}
