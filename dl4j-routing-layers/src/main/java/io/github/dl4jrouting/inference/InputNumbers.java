package io.github.dl4jrouting.inference;

import java.util.Arrays;

/**
 * Lets no input with NaN pass. Reading all of an input for that takes a tenth of a small network's
 * time. Where one kernel alone reads the input, and a NaN anywhere in a row makes the first number
 * of that row's result NaN, it is enough to look at those; the input itself is read when one of
 * them is NaN, to tell its fault from the weights'.
 */
final class InputNumbers {
  private static final int NONE = -1;

  private final Plan plan;
  private final Step step;
  private final NumberCheck check = new NumberCheck();

  /** By node: the position among the inputs of the one that shows in its result. */
  private final int[] shown;

  /** By position among the inputs: what has not been looked at yet. */
  private final Memory[] open;

  /** By position among the inputs: whether it shows in a result. */
  private final boolean[] waits;

  private int batch;

  InputNumbers(Plan plan, Step step) {
    this.plan = plan;
    this.step = step;
    open = new Memory[plan.inputs().length];
    waits = new boolean[open.length];
    shown = new int[plan.nodes().size()];
    Arrays.fill(shown, NONE);
    for (int i = 0; i < open.length; i++) {
      int[] readers = plan.nodes().get(plan.inputs()[i]).consumers();
      if (readers.length == 1) {
        Node reader = plan.nodes().get(readers[0]);
        if (reader.kernel().map(Kernel::showsNan).orElse(false) && !reader.wholeBatch()) {
          shown[readers[0]] = i;
          waits[i] = true;
        }
      }
    }
  }

  /**
   * An input of a call. What will show in a result waits for it.
   *
   * @param now whether none is to wait
   */
  void add(int i, Memory memory, int rows, boolean now) {
    batch = rows;
    open[i] = memory;
    if (now || !waits[i]) {
      checkAll(i);
    }
  }

  /** A node has been computed by its kernel, in a step. */
  void computed(Node node, Step done) {
    int i = shown[node.index()];
    if (i == NONE) {
      return;
    }
    int size = Shapes.size(done.outShape);
    for (int r = 0; r < done.rows; r++) {
      if (Float.isNaN(done.out.buffer().get(r * size))) {
        checkAll(i);
        return;
      }
    }
    if (done.rows == batch) {
      open[i] = null;
    }
  }

  /** Looks at what nothing has shown. */
  void finish() {
    for (int i = 0; i < open.length; i++) {
      checkAll(i);
    }
  }

  /** Lets go of the inputs. */
  void forget() {
    Arrays.fill(open, null);
  }

  private void checkAll(int i) {
    Memory memory = open[i];
    if (memory != null) {
      String name = plan.nodes().get(plan.inputs()[i]).name();
      check.check(step, memory, memory.capacity() / batch, name);
      open[i] = null;
    }
  }
}
