package io.github.dl4jrouting.zoo;

import java.util.Objects;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.impl.DropOutInverted;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Drops all activations of a sample at once, while training. Between the last layer of a residual
 * block and its addition this is stochastic depth (Huang, Sun, Liu, Sedra, Weinberger 2016, arXiv
 * 1603.09382): a network that is trained so does without a block more gladly.
 *
 * <pre>
 *   training    y[n] = m[n] / p · x[n],  m[n] ~ Bernoulli(p)
 *   inference   y = x
 * </pre>
 *
 * <p>x and y have any shape [N, …]. The paper scales by p at inference instead; the expectation is
 * the same.
 *
 * <pre>{@code
 * graph.addLayer("drop", new DropoutLayer(new StochasticDepth(0.8)), "block");
 * }</pre>
 */
@JsonIgnoreProperties({"mask"})
public final class StochasticDepth implements IDropout {

  private static final long serialVersionUID = 1L;

  private final double survival;
  private transient INDArray mask;

  /**
   * Keeps each sample with one probability.
   *
   * @param survival p, above 0 and at most 1, where 1 drops nothing
   * @throws IllegalArgumentException if it is not in that range
   */
  public StochasticDepth(@JsonProperty("survival") double survival) {
    if (!(survival > 0 && survival <= 1)) {
      throw new IllegalArgumentException(
          "Expected a survival probability above 0 and at most 1, found " + survival);
    }
    this.survival = survival;
  }

  /**
   * The paper's linear decay: early blocks survive more often than late ones.
   *
   * <pre>
   *   p = 1 − block / blocks · (1 − last)
   * </pre>
   *
   * @param block number of the block, from 1
   * @param blocks how many there are
   * @param last survival probability of the last block
   * @return the dropping for that block
   * @throws IllegalArgumentException if there is no such block, or {@code last} is out of range
   */
  public static StochasticDepth linearDecay(int block, int blocks, double last) {
    if (block < 1 || block > blocks) {
      throw new IllegalArgumentException(
          "Expected a block from 1 to " + blocks + ", found " + block);
    }
    return new StochasticDepth(1 - (double) block / blocks * (1 - last));
  }

  /**
   * How likely a sample is kept.
   *
   * @return p
   */
  @JsonProperty("survival")
  public double survival() {
    return survival;
  }

  @Override
  public INDArray applyDropout(
      INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaceMgr) {
    mask =
        workspaceMgr
            .createUninitialized(ArrayType.INPUT, result.dataType(), input.size(0))
            .assign(1.0);
    if (survival < 1) {
      Nd4j.getExecutioner().exec(new DropOutInverted(mask, survival));
    }
    return Broadcast.mul(input, mask, result, 0);
  }

  @Override
  public INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
    if (mask == null) {
      throw new IllegalStateException(
          "Expected a forward pass in training mode before the backward pass, found none");
    }
    Broadcast.mul(gradAtOutput, mask, gradAtInput, 0);
    mask = null;
    return gradAtInput;
  }

  @Override
  public void clear() {
    mask = null;
  }

  @Override
  public StochasticDepth clone() {
    return new StochasticDepth(survival);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StochasticDepth that && Double.compare(survival, that.survival) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(survival);
  }

  @Override
  public String toString() {
    return "StochasticDepth(" + survival + ")";
  }
}
