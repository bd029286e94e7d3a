package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A batch cut into shares of consecutive samples, one for each thread, which computes its share
 * from the inputs to the outputs. It waits for nobody in between, and what a sample's row has
 * become stays in the cache of the core that works on it next. Each thread then reads all weights
 * that it needs, which pays where there are many rows for them, or where every core has them near.
 */
final class Shares implements Workers.Task {
  private static final INDArray[] NONE = {};

  /** So many rows outweigh that each core reads the weights from memory that is common to all. */
  private static final int FEWEST_ROWS = 96;

  /** Of weights that every core has near. */
  private static final int FEWEST_ROWS_NEAR = 16;

  /** As many weights as stay in a core's own cache. */
  private static final long NEAR = 400_000;

  /** A batch of fewer multiply-accumulates, if nobody skips, is soon done by one thread. */
  private static final long FEWEST_MACS = 1_000_000;

  /** What lies beyond the cache that cores have in common is better read once. */
  private static final long FAR = 16_000_000;

  private final Plan plan;
  private final Workers workers;
  private final long weights;

  /** One for each thread. */
  private final Execution[] executions;

  private final Step step;
  private boolean impossible;

  private Memory[] inputs;
  private int[][] shapes;
  private int batch;
  private int rows;
  private int[] targets;
  private Recorder recorder;
  private RuntimeException[] failures;
  private boolean written;
  private INDArray[] arrays;
  private Memory[] kept = {};
  private int[][] outputShapes;

  private Shares(Plan plan, Workers workers, long weights) {
    this.plan = plan;
    this.workers = workers;
    this.weights = weights;
    executions = new Execution[workers.lanes()];
    step = new Step(workers, new MemoryPool());
  }

  /** Empty where batches of a plan are not to be cut. */
  static Optional<Shares> of(Plan plan, Workers workers) {
    if (!plan.floats() || workers.lanes() < 2) {
      return Optional.empty();
    }
    long weights = 0;
    for (Node node : plan.nodes()) {
      boolean read = node.consumers().length > 0 || isOutput(plan, node.index());
      if (!read || node.isInput() || node.mix()) {
        continue;
      }
      long own = node.wholeBatch() ? -1 : node.kernel().map(Kernel::weights).orElse(-1L);
      if (own < 0) {
        return Optional.empty();
      }
      weights += own;
    }
    return weights > FAR ? Optional.empty() : Optional.of(new Shares(plan, workers, weights));
  }

  private static boolean isOutput(Plan plan, int index) {
    return Arrays.stream(plan.outputs()).anyMatch(output -> output == index);
  }

  /**
   * Whether a batch is better cut: what leads to the plan's outputs can be, other targets' may not.
   */
  boolean suits(int samples, int[] wanted) {
    int fewest = weights > NEAR ? FEWEST_ROWS : FEWEST_ROWS_NEAR;
    return !impossible
        && samples >= fewest * executions.length
        && samples * weights >= FEWEST_MACS
        && Arrays.stream(wanted).allMatch(target -> isOutput(plan, target));
  }

  /** The targets' values, or none where the batch has to be computed together. */
  INDArray[] run(INDArray[] newInputs, int[] newTargets, Recorder newRecorder, Results results) {
    batch = Math.toIntExact(newInputs[0].size(0));
    int count = executions.length;
    rows = ((batch + count - 1) / count + 3) / 4 * 4;
    count = (batch + rows - 1) / rows;
    try {
      begin(newInputs, newTargets, newRecorder, results, count);
      workers.run(this, step, count, batch * weights);
      for (RuntimeException failure : failures) {
        if (failure != null) {
          // That of the first samples, whichever thread came first.
          throw failure;
        }
      }
      return outputs(results);
    } catch (Execution.NotPartable e) {
      impossible = true;
      Arrays.fill(executions, null);
      recorder.restart();
      return NONE;
    } finally {
      end();
    }
  }

  private void begin(
      INDArray[] newInputs, int[] newTargets, Recorder newRecorder, Results results, int count) {
    targets = newTargets;
    recorder = newRecorder;
    failures = new RuntimeException[count];
    inputs = new Memory[newInputs.length];
    shapes = new int[newInputs.length][];
    for (int i = 0; i < newInputs.length; i++) {
      inputs[i] = Transfer.borrow(newInputs[i]);
      shapes[i] = Shapes.row(newInputs[i].shape());
    }
    written = results.areNew();
    arrays = new INDArray[targets.length];
    kept = new Memory[targets.length];
    outputShapes = new int[targets.length][];
    for (int i = 0; i < executions.length; i++) {
      if (executions[i] == null) {
        executions[i] = Execution.ofShare(plan, workers);
      }
    }
  }

  @Override
  public void part(Step outer, int index, Lane lane) {
    Execution execution = executions[lane.number];
    int first = index * rows;
    int count = Math.min(rows, batch - first);
    Memory[] parts = new Memory[inputs.length];
    for (int i = 0; i < parts.length; i++) {
      int size = Shapes.size(shapes[i]);
      parts[i] = inputs[i].part((long) first * size, count * size);
    }
    try {
      Recorder own = recorder.share(count);
      execution.compute(parts, shapes, first, count, targets, own);
      for (int i = 0; i < targets.length; i++) {
        Value value = execution.value(targets[i]);
        open(i, value.shape());
        if (written) {
          Transfer.toPlain(value.memory(), arrays[i], first, count);
        } else {
          int size = Shapes.size(value.shape());
          kept[i].copyFrom(value.memory(), 0, first * size, count * size);
        }
      }
      add(own, first);
    } catch (RuntimeException e) {
      failures[index] = e;
    } finally {
      execution.end();
    }
  }

  private synchronized void add(Recorder own, int first) {
    recorder.add(own, first);
  }

  /** Room for the whole of an output, by whoever has the first rows of it. */
  private synchronized void open(int i, int[] shape) {
    if (outputShapes[i] != null) {
      return;
    }
    if (written) {
      arrays[i] = Transfer.newArray(Shapes.array(batch, shape));
    } else {
      kept[i] = step.pool().take((long) batch * Shapes.size(shape));
    }
    // Now others may write into it.
    outputShapes[i] = shape;
  }

  /** Arrays of the caller's may lie where the inputs do: they are written after all is computed. */
  private INDArray[] outputs(Results results) {
    for (int i = 0; i < targets.length && !written; i++) {
      arrays[i] = results.of(i, kept[i], Shapes.array(batch, outputShapes[i]));
    }
    return arrays;
  }

  private void end() {
    for (Memory memory : kept) {
      if (memory != null) {
        step.pool().give(memory);
      }
    }
    kept = new Memory[0];
    inputs = null;
    shapes = null;
    recorder = null;
    arrays = null;
    failures = null;
  }
}
