package io.github.dl4jrouting.input;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Small matrices as plain Java arrays, one a row or one a column. */
public final class Lines {
  private Lines() {}

  /**
   * A matrix's rows.
   *
   * @param matrix [rows, columns]
   * @return its values, {@code [rows][columns]}
   */
  public static double[][] rows(INDArray matrix) {
    return lie(matrix, 0)
        ? read(matrix, matrix.size(0), matrix.size(1))
        : split(RowMajor.of(matrix), (int) matrix.size(0));
  }

  /**
   * A matrix's columns, as parameters lie in memory.
   *
   * @param matrix [rows, columns]
   * @return its values, {@code [columns][rows]}
   */
  public static double[][] columns(INDArray matrix) {
    return lie(matrix, 1)
        ? read(matrix, matrix.size(1), matrix.size(0))
        : split(RowMajor.of(matrix.transpose()), (int) matrix.size(1));
  }

  /**
   * Writes rows into a matrix.
   *
   * @param rows values, {@code [rows][columns]}
   * @param matrix [rows, columns], overwritten
   * @return the matrix
   */
  public static INDArray storeRows(double[][] rows, INDArray matrix) {
    return lie(matrix, 0) ? write(rows, matrix) : RowMajor.store(joined(rows), matrix);
  }

  /**
   * Writes columns into a matrix.
   *
   * @param columns values, {@code [columns][rows]}
   * @param matrix [rows, columns], overwritten
   * @return the matrix
   */
  public static INDArray storeColumns(double[][] columns, INDArray matrix) {
    if (lie(matrix, 1)) {
      return write(columns, matrix);
    }
    RowMajor.store(joined(columns), matrix.transpose());
    return matrix;
  }

  /**
   * All values, line after line.
   *
   * @param lines of one length
   * @return a new array
   */
  public static double[] joined(double[][] lines) {
    int length = lines[0].length;
    double[] values = new double[lines.length * length];
    for (int i = 0; i < lines.length; i++) {
      System.arraycopy(lines[i], 0, values, i * length, length);
    }
    return values;
  }

  /**
   * The inverse of {@link #joined}.
   *
   * @param values line after line
   * @param lines how many there are
   * @return new arrays
   */
  public static double[][] split(double[] values, int lines) {
    double[][] result = new double[lines][values.length / lines];
    for (int i = 0; i < lines; i++) {
      System.arraycopy(values, i * result[i].length, result[i], 0, result[i].length);
    }
    return result;
  }

  /** Whether the lines of a dimension lie in readable memory, one after the other. */
  private static boolean lie(INDArray matrix, int dimension) {
    int along = 1 - dimension;
    return RowMajor.isReadable(matrix)
        && (matrix.size(along) == 1 || matrix.stride(along) == 1)
        && (matrix.size(dimension) == 1 || matrix.stride(dimension) == matrix.size(along));
  }

  private static double[][] read(INDArray matrix, long count, long length) {
    double[][] lines = new double[(int) count][(int) length];
    float[] run = new float[(int) length];
    FloatBuffer buffer = matrix.data().asNioFloat();
    for (double[] line : lines) {
      buffer.get(run);
      for (int i = 0; i < run.length; i++) {
        line[i] = run[i];
      }
    }
    return lines;
  }

  private static INDArray write(double[][] lines, INDArray matrix) {
    float[] run = new float[lines[0].length];
    FloatBuffer buffer = matrix.data().asNioFloat();
    for (double[] line : lines) {
      for (int i = 0; i < run.length; i++) {
        run[i] = (float) line[i];
      }
      buffer.put(run);
    }
    return matrix;
  }
}
