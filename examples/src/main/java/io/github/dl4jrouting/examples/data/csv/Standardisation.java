package io.github.dl4jrouting.examples.data.csv;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.conditions.Conditions;

/** Subtracts the mean of a feature and divides by its standard deviation. */
final class Standardisation {

  private final NormalizerStandardize normalizer;

  private Standardisation(NormalizerStandardize normalizer) {
    this.normalizer = normalizer;
  }

  /** Takes mean and standard deviation from these rows alone; a constant is only shifted. */
  static Standardisation fittedOn(double[][] rows) {
    INDArray matrix = matrix(rows);
    INDArray deviation = matrix.std(false, true, 0);
    BooleanIndexing.replaceWhere(deviation, 1.0, Conditions.equals(0.0));
    return new Standardisation(new NormalizerStandardize(matrix.mean(true, 0), deviation));
  }

  float[][] of(double[][] rows) {
    INDArray matrix = matrix(rows);
    normalizer.transform(matrix);
    return matrix.castTo(DataType.FLOAT).toFloatMatrix();
  }

  private static INDArray matrix(double[][] rows) {
    return Nd4j.createFromArray(rows);
  }
}
