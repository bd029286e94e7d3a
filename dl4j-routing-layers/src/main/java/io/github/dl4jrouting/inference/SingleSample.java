package io.github.dl4jrouting.inference;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A batch of one through a plan of kernels alone. There are no sets of rows to keep and nothing to
 * gather: a node is computed when it is first asked for, a mix asks for the paths with a non-zero
 * probability, and a path with probability 1 is the mix's result as it stands.
 *
 * <p>Each node has memory of its own, so this is for networks whose activations are small.
 */
final class SingleSample {
  private static final INDArray[] LEFT = {};

  /** Nodes ask each other on the call stack. */
  private static final int MOST_NODES = 1000;

  /** 16 MB; above it the product outweighs all bookkeeping, and memory is better shared. */
  private static final long MOST_FLOATS = 1L << 22;

  private final Plan plan;
  private final Node[] nodes;
  private final Step step;
  private final Memory[] own;
  private final Memory[] values;
  private final int[][] shapes;
  private final ShapeMemo[] memos;
  private final InputNumbers numbers;
  private final Rows one = new Rows();
  private long floats;
  private boolean left;
  private Recorder recorder = Recorder.OFF;

  /** Something here is for DL4J or for memory that is shared. */
  private static final class Left extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Left INSTANCE = new Left();

    private Left() {
      super("Left to the general execution", null, false, false);
    }
  }

  SingleSample(Plan plan, Step step) {
    this.plan = plan;
    this.step = step;
    numbers = new InputNumbers(plan, step);
    nodes = plan.nodes().toArray(new Node[0]);
    own = new Memory[nodes.length];
    values = new Memory[nodes.length];
    shapes = new int[nodes.length][];
    memos = new ShapeMemo[nodes.length];
    Arrays.setAll(memos, i -> new ShapeMemo());
    one.reset(1).addAll();
  }

  static boolean suits(Plan plan) {
    return plan.floats()
        && plan.nodes().size() <= MOST_NODES
        && plan.nodes().stream()
            .allMatch(
                node ->
                    node.isInput()
                        || node.mix()
                        || node.kernel().isPresent() && !node.wholeBatch());
  }

  /** The targets' values, or none where the general execution has to do it. */
  INDArray[] run(INDArray[] inputs, int[] targets, Recorder newRecorder, Results results) {
    if (left) {
      return LEFT;
    }
    recorder = newRecorder;
    try {
      begin(inputs);
      INDArray[] outputs = new INDArray[targets.length];
      for (int target : targets) {
        value(target);
      }
      numbers.finish();
      // Not before all is computed: the caller may have an output written over an input.
      for (int i = 0; i < targets.length; i++) {
        outputs[i] = results.of(i, values[targets[i]], Shapes.array(1, shapes[targets[i]]));
      }
      return outputs;
    } catch (Left e) {
      recorder.restart();
      left = true;
      Arrays.fill(own, null);
      return LEFT;
    } finally {
      Arrays.fill(values, null);
      step.forgetInputs();
      numbers.forget();
      recorder = Recorder.OFF;
    }
  }

  private void begin(INDArray[] inputs) {
    for (int i = 0; i < inputs.length; i++) {
      int node = plan.inputs()[i];
      shapes[node] = memos[node].of(inputs[i].shape());
      values[node] = Transfer.borrow(inputs[i]);
      numbers.add(i, values[node], 1, 0, false);
    }
  }

  private Memory memory(int node, int size) {
    Memory memory = own[node];
    if (memory == null || memory.capacity() < size) {
      floats += size - (memory == null ? 0 : memory.capacity());
      if (floats > MOST_FLOATS) {
        throw Left.INSTANCE;
      }
      memory = Memory.ofCapacity(Math.max(1, size));
      own[node] = memory;
    }
    return memory;
  }

  private Memory value(int index) {
    Memory value = values[index];
    if (value == null) {
      Node node = nodes[index];
      value = node.mix() ? mixed(node) : computed(node);
      values[index] = value;
      if (recorder.active()) {
        recorder.computed(node, one, shapes[node.inputs()[0]], shapes[index], 1);
      }
    }
    return value;
  }

  private Memory computed(Node node) {
    int[] inputs = node.inputs();
    for (int input : inputs) {
      value(input);
    }
    step.inputs(inputs.length);
    for (int k = 0; k < inputs.length; k++) {
      step.in[k] = values[inputs[k]];
      step.inShape[k] = shapes[inputs[k]];
    }
    int index = node.index();
    try {
      Kernel kernel = node.kernel().get();
      step.rows = 1;
      step.outShape = memos[index].of(kernel, step.inShape, inputs.length);
      if (step.outShape == Kernel.LEFT_TO_DL4J) {
        throw Left.INSTANCE;
      }
      shapes[index] = step.outShape;
      step.out = memory(index, Shapes.size(step.outShape));
      kernel.compute(step);
    } catch (IllegalArgumentException e) {
      throw node.named(e);
    }
    numbers.computed(node, step);
    return own[index];
  }

  private Memory mixed(Node mix) {
    int[] inputs = mix.inputs();
    int paths = mix.paths();
    float[] weights = new float[paths];
    value(mix.router());
    Mixing.checkProbabilities(shapes[mix.router()], paths, mix.name());
    values[mix.router()].buffer().get(0, weights, 0, paths);
    if (recorder.active()) {
      recorder.decided(nodes[mix.router()].name(), one, weights, paths);
    }
    Mixing.toWeights(mix, weights, 1);
    int first = -1;
    int used = 0;
    for (int k = 0; k < paths; k++) {
      if (weights[k] != 0) {
        value(inputs[k + 1]);
        used++;
        if (first < 0) {
          first = k;
        } else if (!Arrays.equals(shapes[inputs[first + 1]], shapes[inputs[k + 1]])) {
          throw new IllegalArgumentException(
              "Vertex \""
                  + mix.name()
                  + "\": "
                  + Mixing.differentShapes(
                      mix, first, shapes[inputs[first + 1]], k, shapes[inputs[k + 1]]));
        }
      }
    }
    if (used == 0) {
      // The result is zero, but in the shape that a path knows.
      value(inputs[1]);
      first = 0;
    }
    shapes[mix.index()] = shapes[inputs[first + 1]];
    return used == 1 && weights[first] == 1 ? values[inputs[first + 1]] : sum(mix, weights);
  }

  private Memory sum(Node mix, float[] weights) {
    int size = Shapes.size(shapes[mix.index()]);
    Memory out = memory(mix.index(), size);
    float[] sum = step.lane(0).scratch(Lane.CHUNK);
    float[] x = step.lane(0).second(Lane.CHUNK);
    for (int at = 0; at < size; at += Lane.CHUNK) {
      int n = Math.min(Lane.CHUNK, size - at);
      boolean filled = false;
      for (int k = 0; k < weights.length; k++) {
        if (weights[k] == 0) {
          continue;
        }
        values[mix.inputs()[k + 1]].buffer().get(at, filled ? x : sum, 0, n);
        if (filled) {
          Loops.addScaled(sum, x, n, weights[k]);
        } else if (weights[k] != 1) {
          Loops.scale(sum, n, weights[k]);
        }
        filled = true;
      }
      if (!filled) {
        Arrays.fill(sum, 0, n, 0);
      }
      out.buffer().put(at, sum, 0, n);
    }
    return out;
  }
}
