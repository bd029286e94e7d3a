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
  private final RowShapes rowShapes;

  private NativeMemory[] inputs;
  private int batch;
  private int rows;
  private int[] targets;
  private Recorder recorder;
  private RuntimeException[] failures;

  /** Where shares write their results: new arrays, or memory where the caller has arrays. */
  private INDArray[] arrays;

  private Memory[] kept = {};

  private Shares(Plan plan, Workers workers, long weights) {
    this.plan = plan;
    this.workers = workers;
    this.weights = weights;
    executions = new Execution[workers.lanes()];
    step = new Step(workers, new MemoryPool());
    rowShapes = new RowShapes(plan);
  }

  /** Empty where batches of a plan are not to be cut. */
  static Optional<Shares> of(Plan plan, Workers workers) {
    if (!plan.floats() || workers.lanes() < 2) {
      return Optional.empty();
    }
    long weights = 0;
    for (Node node : plan.nodes()) {
      if (!plan.isRead(node) || node.isInput() || node.mix()) {
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

  /**
   * Whether a batch is better cut, and can be: what leads to the plan's outputs can, where kernels
   * compute all of it. This depends on the inputs' shapes alone, so that equal calls give equal
   * bits.
   */
  boolean suits(INDArray[] newInputs, int[] wanted) {
    long samples = newInputs[0].size(0);
    int fewest = weights > NEAR ? FEWEST_ROWS : FEWEST_ROWS_NEAR;
    return samples >= (long) fewest * executions.length
        && samples * weights >= FEWEST_MACS
        && Arrays.stream(wanted).allMatch(plan::isOutput)
        && rowShapes.follow(newInputs);
  }

  /** The targets' values of a batch that suits. */
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
    } finally {
      end();
    }
  }

  private void begin(
      INDArray[] newInputs, int[] newTargets, Recorder newRecorder, Results results, int count) {
    targets = newTargets;
    recorder = newRecorder;
    failures = new RuntimeException[count];
    inputs = new NativeMemory[newInputs.length];
    for (int i = 0; i < newInputs.length; i++) {
      inputs[i] = Transfer.borrow(newInputs[i]);
    }
    arrays = new INDArray[targets.length];
    kept = new Memory[targets.length];
    for (int i = 0; i < targets.length; i++) {
      int[] shape = rowShapes.of(targets[i]);
      if (results.areNew()) {
        arrays[i] = Transfer.newArray(Shapes.array(batch, shape));
      } else {
        kept[i] = step.pool().take((long) batch * Shapes.size(shape));
      }
    }
  }

  @Override
  public void part(Step outer, int index, Lane lane) {
    Execution execution = execution(lane);
    int first = index * rows;
    int count = Math.min(rows, batch - first);
    Memory[] parts = new Memory[inputs.length];
    for (int i = 0; i < parts.length; i++) {
      int size = Shapes.size(rowShapes.of(plan.inputs()[i]));
      parts[i] = inputs[i].part(first * size, count * size);
    }
    try {
      Recorder own = recorder.share(count);
      execution.compute(parts, rowShapes, first, count, targets, own);
      for (int i = 0; i < targets.length; i++) {
        Memory value = execution.value(targets[i]).memory();
        if (kept[i] == null) {
          Transfer.toPlain(value, arrays[i], first, count);
        } else {
          int size = Shapes.size(rowShapes.of(targets[i]));
          kept[i].copyFrom(value, 0, first * size, count * size);
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

  /** Made by the thread that it is for, when there is work for it. */
  private Execution execution(Lane lane) {
    if (executions[lane.number] == null) {
      executions[lane.number] = Execution.ofShare(plan, workers);
    }
    return executions[lane.number];
  }

  /** Arrays of the caller's may lie where the inputs do: they are written after all is computed. */
  private INDArray[] outputs(Results results) {
    for (int i = 0; i < targets.length; i++) {
      if (kept[i] != null) {
        arrays[i] = results.of(i, kept[i], Shapes.array(batch, rowShapes.of(targets[i])));
      }
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
    recorder = null;
    arrays = null;
    failures = null;
  }
}
