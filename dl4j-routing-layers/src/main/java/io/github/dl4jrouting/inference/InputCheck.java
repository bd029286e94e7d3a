package io.github.dl4jrouting.inference;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.workspace.WorkspaceUtils;

/** Says clearly what is wrong with the arrays of a call, before anything is computed. */
final class InputCheck {
  private InputCheck() {}

  static void check(INDArray[] inputs, List<String> names) {
    if (inputs == null || inputs.length != names.size()) {
      throw new IllegalArgumentException(
          "Expected one array for each of the network inputs "
              + names
              + ", found "
              + (inputs == null ? "null" : inputs.length));
    }
    for (int i = 0; i < inputs.length; i++) {
      check(inputs[i], inputs[0], names.get(i), names.get(0));
    }
  }

  private static void check(INDArray input, INDArray first, String name, String firstName) {
    checkMemory(input, "Input", name);
    if (!input.dataType().isNumerical()) {
      throw bad(name, "numbers, found type " + input.dataType());
    }
    if (input.rank() < 2 || input.length() == 0) {
      throw bad(
          name,
          "shape [N, ...] of rank 2 or more with at least one sample, found "
              + Arrays.toString(input.shape())
              + ". Give a single sample as a batch of one.");
    }
    if (input.size(0) != first.size(0)) {
      throw bad(
          name,
          first.size(0)
              + " samples, as many as in input \""
              + firstName
              + "\", found "
              + input.size(0));
    }
  }

  /**
   * Whether there is memory to read from or write to.
   *
   * @param role what the array is to the network
   * @param name of the input or output
   */
  static void checkMemory(INDArray array, String role, String name) {
    if (array == null) {
      throw bad(role, name, "an array, found null");
    }
    if (array.wasClosed()) {
      throw bad(role, name, "an array with its memory, found one that has been closed");
    }
    if (array.isAttached()) {
      WorkspaceUtils.assertValidArray(array, role + " \"" + name + "\"");
    }
  }

  private static IllegalArgumentException bad(String name, String expectation) {
    return bad("Input", name, expectation);
  }

  static IllegalArgumentException bad(String role, String name, String expectation) {
    return new IllegalArgumentException(role + " \"" + name + "\": expected " + expectation);
  }

  static void checkMasks(INDArray[] masks, INDArray[] inputs, List<String> names) {
    if (masks == null) {
      return;
    }
    if (masks.length != names.size()) {
      throw new IllegalArgumentException(
          "Expected one mask, or null, for each of the network inputs "
              + names
              + ", found "
              + masks.length);
    }
    for (int i = 0; i < masks.length; i++) {
      if (masks[i] != null && masks[i].size(0) != inputs[i].size(0)) {
        throw new IllegalArgumentException(
            "Mask of input \""
                + names.get(i)
                + "\": expected "
                + inputs[i].size(0)
                + " samples, as many as the input has, found shape "
                + Arrays.toString(masks[i].shape()));
      }
    }
  }

  /** NaN in an array of any type. */
  static void checkNumbers(INDArray input, String name) {
    // The sum of infinities, or of what half precision takes for such, may be NaN as well; and of
    // halves ND4J calls none NaN.
    if (input.dataType().isFPType()
        && Double.isNaN(input.sumNumber().doubleValue())
        && input.castTo(DataType.FLOAT).isNaN().any()) {
      throw nan(name, -1);
    }
  }

  static IllegalArgumentException nan(String name, int row) {
    return new IllegalArgumentException(
        "Input \""
            + name
            + "\": expected numbers, found NaN"
            + (row < 0 ? "" : " in sample " + row + " of the batch")
            + ". Check the data and its normalization.");
  }
}
