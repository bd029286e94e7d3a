package io.github.dl4jrouting.gate;

import io.github.dl4jrouting.input.RowMajor;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** How sure a classifier is, from its class probabilities {@code q [N, C]}: pure functions. */
public enum ConfidenceMeasure {
  /** {@code max_c q}; high is sure, so samples at or above the threshold take the exit. */
  MAX_PROBABILITY(Direction.SKIP_HIGH) {
    @Override
    public INDArray of(INDArray q) {
      // Of a few classes: each operation of ND4J's would take longer than all of this.
      double[] probabilities = RowMajor.of(q);
      int classes = Math.toIntExact(q.size(1));
      double[] largest = new double[Math.toIntExact(q.size(0))];
      Arrays.fill(largest, Double.NEGATIVE_INFINITY);
      for (int i = 0; i < probabilities.length; i++) {
        largest[i / classes] = Math.max(largest[i / classes], probabilities[i]); // NaN stays
      }
      return RowMajor.put(
          largest, Nd4j.createUninitialized(q.dataType(), new long[] {largest.length, 1}, 'c'));
    }

    @Override
    INDArray gradient(INDArray q) {
      return q.subColumnVector(q.max(true, 1)).gte(0.0).castTo(q.dataType());
    }
  },
  /**
   * {@code −Σ_c q ln q}, in nats; low is sure, so samples at or below the threshold take the exit
   * (BranchyNet, Teerapittayanon, McDanel, Kung 2016, arXiv 1709.01686, section III-C).
   */
  ENTROPY(Direction.SKIP_LOW) {
    @Override
    public INDArray of(INDArray q) {
      return logarithm(q).muli(q).sum(true, 1).negi();
    }

    @Override
    INDArray gradient(INDArray q) {
      return logarithm(q).addi(1).negi();
    }

    private INDArray logarithm(INDArray q) {
      return Transforms.log(Transforms.max(q, SMALLEST, true), false);
    }
  };

  private static final double SMALLEST = 1e-30;

  private final Direction direction;

  ConfidenceMeasure(Direction direction) {
    this.direction = direction;
  }

  /**
   * Which side of the threshold takes the exit.
   *
   * @return the side that skips the rest of the network
   */
  public Direction direction() {
    return direction;
  }

  /**
   * The measure of every sample.
   *
   * @param q class probabilities, [N, C]
   * @return how sure, [N, 1]
   */
  public abstract INDArray of(INDArray q);

  /** Its gradient in q, [N, C]. */
  abstract INDArray gradient(INDArray q);
}
