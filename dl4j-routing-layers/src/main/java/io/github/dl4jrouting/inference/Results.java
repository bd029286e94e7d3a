package io.github.dl4jrouting.inference;

import io.github.dl4jrouting.input.RowMajor;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the outputs of a call go: into new arrays, or into those that the caller keeps. */
final class Results {
  /** New arrays. */
  static final Results NEW = new Results(null, List.of());

  private final INDArray[] kept;
  private final List<String> names;

  private Results(INDArray[] kept, List<String> names) {
    this.kept = kept;
    this.names = names;
  }

  /** Arrays of the caller's, one for each output. */
  static Results into(INDArray[] kept, List<String> names) {
    if (kept == null || kept.length != names.size()) {
      throw new IllegalArgumentException(
          "Expected one array for each of the network outputs "
              + names
              + ", found "
              + (kept == null ? "null" : kept.length));
    }
    Results results = new Results(kept, names);
    for (int i = 0; i < kept.length; i++) {
      results.check(i);
    }
    return results;
  }

  /** Whether outputs may be written before all inputs have been read. */
  boolean areNew() {
    return kept == null;
  }

  /** Output number i, from memory. */
  INDArray of(int i, Memory memory, long[] shape) {
    if (kept == null) {
      return Transfer.toArray(memory, shape);
    }
    check(i, shape);
    INDArray result = kept[i];
    if (result.dataType() == DataType.FLOAT && RowMajor.isPlain(result)) {
      Transfer.toPlain(memory, result);
    } else {
      result.assign(Transfer.toArray(memory, shape));
    }
    return result;
  }

  /** Output number i, from an array that stays the engine's. */
  INDArray of(int i, INDArray array) {
    if (kept == null) {
      return array.dup();
    }
    check(i, array.shape());
    return kept[i].assign(array);
  }

  /** What can be told before anything is computed: memory that is gone must not be written to. */
  private void check(int i) {
    INDArray array = kept[i];
    InputCheck.checkMemory(array, "Output", names.get(i));
    if (!array.dataType().isFPType()) {
      throw bad(i, "an array of floating-point numbers, found type " + array.dataType());
    }
    for (int j = 0; j < i; j++) {
      if (array == kept[j]) {
        throw bad(i, "an array of its own, found that of output \"" + names.get(j) + "\"");
      }
    }
  }

  private void check(int i, long... shape) {
    long[] found = kept[i].shape();
    if (!Arrays.equals(shape, found)) {
      throw bad(
          i,
          "an array of shape "
              + Arrays.toString(shape)
              + " to write to, found "
              + Arrays.toString(found));
    }
  }

  private IllegalArgumentException bad(int i, String expectation) {
    return InputCheck.bad("Output", names.get(i), expectation);
  }
}
