package io.github.dl4jrouting.inference;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a call knows of one node: its result for some of the batch's rows, in ascending order. In a
 * plan of floats it is {@link Memory}, in any other an ND4J array.
 */
final class Value {
  private final Rows have = new Rows();
  private Memory memory;
  private INDArray array;
  private int[] shape;
  private int batch;
  private final Rows gatheredRows = new Rows();
  private Memory gathered;
  private final ShapeMemo shapes = new ShapeMemo();

  void reset(int newBatch) {
    have.reset(newBatch);
    batch = newBatch;
  }

  Rows have() {
    return have;
  }

  Memory memory() {
    return memory;
  }

  INDArray array() {
    return array;
  }

  int[] shape() {
    return shape;
  }

  /** Rows of the whole result: other than the batch after a vertex that folds time into it. */
  int batch() {
    return batch;
  }

  ShapeMemo shapes() {
    return shapes;
  }

  /** The rows of a set, one after the other: the value's own memory if it has just those. */
  Memory rows(Rows rows, int count, MemoryPool pool) {
    if (have.same(rows)) {
      return memory;
    }
    if (gathered != null && gatheredRows.same(rows)) {
      return gathered;
    }
    dropGathered(pool);
    int size = Shapes.size(shape);
    Memory target = pool.take((long) count * size);
    int position = 0;
    for (int r = rows.next(0); r >= 0; r = rows.next(r + 1)) {
      target.copyFrom(memory, have.rank(r) * size, position, size);
      position += size;
    }
    gathered = target;
    gatheredRows.copyFrom(rows);
    return target;
  }

  /** As {@link #rows}, in a plan of arrays. */
  INDArray arrayRows(Rows rows, int count) {
    if (have.same(rows)) {
      return array;
    }
    INDArray target = Nd4j.createUninitialized(array.dataType(), Shapes.array(count, shape), 'c');
    int i = 0;
    for (int r = rows.next(0); r >= 0; r = rows.next(r + 1)) {
      target.slice(i++).assign(array.slice(have.rank(r)));
    }
    return target;
  }

  /** Adds results for rows that were not there. */
  void add(Rows rows, Memory result, int[] newShape, MemoryPool pool) {
    shape = newShape;
    if (have.isEmpty()) {
      memory = result;
      have.addAll(rows);
      return;
    }
    dropGathered(pool);
    int size = Shapes.size(shape);
    Memory old = memory;
    memory = pool.take((long) (have.count() + rows.count()) * size);
    int fromOld = 0;
    int fromNew = 0;
    for (int r = 0; r < have.universe(); r++) {
      if (have.contains(r)) {
        memory.copyFrom(old, fromOld, fromOld + fromNew, size);
        fromOld += size;
      } else if (rows.contains(r)) {
        memory.copyFrom(result, fromNew, fromOld + fromNew, size);
        fromNew += size;
      }
    }
    pool.give(old);
    pool.give(result);
    have.addAll(rows);
  }

  /** As the other, in a plan of arrays. */
  void add(Rows rows, INDArray result) {
    shape = Shapes.row(result.shape());
    if (!have.isEmpty()) {
      Rows both = new Rows();
      both.copyFrom(have);
      both.addAll(rows);
      INDArray merged =
          Nd4j.createUninitialized(result.dataType(), Shapes.array(both.count(), shape), 'c');
      int i = 0;
      for (int r = both.next(0); r >= 0; r = both.next(r + 1)) {
        INDArray from = rows.contains(r) ? result : array;
        merged.slice(i++).assign(from.slice((rows.contains(r) ? rows : have).rank(r)));
      }
      array = merged;
    } else {
      array = result;
    }
    have.addAll(rows);
  }

  /** The whole result of a node whose rows are not those of the batch, or depend on each other. */
  void setWhole(int rows) {
    batch = rows;
    have.addAll();
  }

  /** Gives the memory to another value: this one has no rows any more. */
  Memory take(MemoryPool pool) {
    dropGathered(pool);
    Memory taken = memory;
    memory = null;
    have.clear();
    return taken;
  }

  /** Forgets everything. */
  void release(MemoryPool pool) {
    dropGathered(pool);
    if (memory != null) {
      pool.give(memory);
      memory = null;
    }
    array = null;
    have.clear();
  }

  private void dropGathered(MemoryPool pool) {
    if (gathered != null) {
      pool.give(gathered);
      gathered = null;
    }
  }
}
