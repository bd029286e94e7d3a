package io.github.dl4jrouting.normalization;

import io.github.dl4jrouting.input.RowMajor;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalizationHelper;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Forward and backward pass of a batch normalization, channel by channel:
 *
 * <pre>
 *   x̂ = (x − μ) / √(σ² + ε),  y = γ x̂ + β                     μ, σ² over [N, H, W], or running ones
 *   dβ = Σ dy,  dγ = Σ dy x̂,  dx = γ / √(σ² + ε) (dy − dβ / m − x̂ dγ / m)           m = N H W
 * </pre>
 *
 * <p>Float images in NCHW; anything else is left to DL4J. Each channel is computed by one thread,
 * in the same order always: results do not depend on how many threads there are.
 */
final class FastNormalization implements BatchNormalizationHelper {

  private float[] mean = {};
  private float[] variance = {};

  /** Whether these are of a mini-batch. */
  private boolean ofBatch;

  @Override
  public boolean checkSupported() {
    return true;
  }

  @Override
  public boolean checkSupported(double eps, boolean fixedGammaBeta) {
    return true;
  }

  @Override
  public Map<String, Long> helperMemoryUse() {
    return Map.of();
  }

  private static boolean suits(INDArray x, CNN2DFormat format) {
    return format == CNN2DFormat.NCHW
        && x.rank() == 4
        && x.size(2) * x.size(3) > 1
        && x.dataType() == DataType.FLOAT
        && x.length() < Integer.MAX_VALUE;
  }

  private static IntStream channels(INDArray x) {
    IntStream channels = IntStream.range(0, (int) x.size(1));
    return Nd4j.getEnvironment().maxThreads() > 1 ? channels.parallel() : channels;
  }

  @Override
  public INDArray preOutput(
      INDArray x,
      boolean training,
      long[] shape,
      INDArray gamma,
      INDArray beta,
      INDArray runningMean,
      INDArray runningVariance,
      double decay,
      double eps,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    if (!suits(x, format) || gamma == null || beta == null) {
      return null; // DL4J computes it
    }
    INDArray y =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, x.shape(), 'c');
    INDArray from = RowMajor.plain(x);
    Channels input = Channels.of(from);
    Channels output = Channels.of(y);
    float[] g = gamma.dup('c').data().asFloat();
    float[] b = beta.dup('c').data().asFloat();
    float[] means = training ? new float[g.length] : runningMean.dup('c').data().asFloat();
    float[] variances = training ? new float[g.length] : runningVariance.dup('c').data().asFloat();
    channels(x)
        .forEach(
            c -> {
              if (training) {
                double[] moments = input.moments(c);
                means[c] = (float) moments[0];
                variances[c] = (float) moments[1];
              }
              float scale = (float) (g[c] / Math.sqrt(variances[c] + eps));
              input.normalize(c, output, means[c], scale, b[c]);
            });
    mean = means;
    variance = variances;
    ofBatch = training;
    return y;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray input,
      INDArray epsilon,
      long[] shape,
      INDArray gamma,
      INDArray beta,
      INDArray gammaGradient,
      INDArray betaGradient,
      double eps,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    if (!ofBatch || !suits(input, format) || epsilon.dataType() != DataType.FLOAT) {
      return null; // DL4J computes it, also of running moments, as where the layer is frozen
    }
    INDArray dx =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
    INDArray from = RowMajor.plain(input);
    INDArray above = RowMajor.plain(epsilon);
    Channels x = Channels.of(from);
    Channels dy = Channels.of(above);
    Channels result = Channels.of(dx);
    float[] g = gamma.dup('c').data().asFloat();
    float[] dGamma = new float[g.length];
    float[] dBeta = new float[g.length];
    channels(input)
        .forEach(
            c -> {
              double[] sums = dy.sums(c, x, mean[c]);
              double inverse = 1 / Math.sqrt(variance[c] + eps);
              dBeta[c] = (float) sums[0];
              dGamma[c] = (float) (sums[1] * inverse);
              double scale = g[c] * inverse;
              double ofX = -scale * inverse * inverse * sums[1] / x.size();
              double constant = -scale * sums[0] / x.size();
              dy.combine(c, x, result, mean[c], (float) scale, (float) ofX, (float) constant);
            });
    gammaGradient.assign(Nd4j.createFromArray(dGamma).reshape('c', gammaGradient.shape()));
    betaGradient.assign(Nd4j.createFromArray(dBeta).reshape('c', betaGradient.shape()));
    Gradient gradient = new DefaultGradient();
    gradient.setGradientFor(BatchNormalizationParamInitializer.GAMMA, gammaGradient);
    gradient.setGradientFor(BatchNormalizationParamInitializer.BETA, betaGradient);
    return new Pair<>(gradient, dx);
  }

  /** What the last pass took, as DL4J asks for it to move the running mean. */
  @Override
  public INDArray getMeanCache(DataType dataType) {
    return array(mean, dataType);
  }

  @Override
  public INDArray getVarCache(DataType dataType) {
    return array(variance, dataType);
  }

  private static INDArray array(float[] values, DataType dataType) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return Nd4j.createFromArray(values).castTo(dataType);
    }
  }
}
