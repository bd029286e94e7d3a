package io.github.dl4jrouting.convolution;

import io.github.dl4jrouting.input.RowMajor;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.AlgoMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.BwdDataAlgo;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.BwdFilterAlgo;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.FwdAlgo;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionHelper;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Forward and backward pass of a convolution layer, sample by sample, with windows copied row by
 * row and OpenBLAS on what stays in the cache. Float and NCHW; anything else is left to DL4J.
 *
 * <p>Samples are dealt out to a fixed number of groups, whose weight gradients are added in order:
 * results do not depend on how many threads compute the groups.
 */
final class FastConvolution implements ConvolutionHelper {
  private static final int GROUPS = 8;

  private final boolean inputGradient;

  /**
   * For one layer.
   *
   * @param inputGradient false where nobody reads the gradient with respect to the layer's input
   */
  FastConvolution(boolean inputGradient) {
    this.inputGradient = inputGradient;
  }

  @Override
  public boolean checkSupported() {
    return NativeBlas.isAvailable();
  }

  @Override
  public Map<String, Long> helperMemoryUse() {
    return Map.of();
  }

  private static boolean suits(INDArray input, INDArray weights, CNN2DFormat format) {
    return format == CNN2DFormat.NCHW
        && input.dataType() == DataType.FLOAT
        && weights.dataType() == DataType.FLOAT;
  }

  private static Patches patches(
      INDArray input,
      int[] kernel,
      int[] strides,
      int[] pad,
      ConvolutionMode mode,
      int[] dilation) {
    boolean same = mode == ConvolutionMode.Same;
    int[] out =
        ConvolutionUtils.getOutputSize(
            input, kernel, strides, same ? null : pad, mode, dilation, CNN2DFormat.NCHW);
    int height = (int) input.size(2);
    int width = (int) input.size(3);
    int[] before =
        same
            ? ConvolutionUtils.getSameModeTopLeftPadding(
                out, new int[] {height, width}, kernel, strides, dilation)
            : pad;
    return new Patches(
        (int) input.size(1), height, width, kernel, strides, before, dilation, out[0], out[1]);
  }

  /** To the first element of an array in c order. */
  private static FloatPointer pointer(INDArray array) {
    Pointer data = array.data().addressPointer();
    return new FloatPointer(data).capacity(array.length());
  }

  @Override
  public INDArray preOutput(
      INDArray input,
      INDArray weights,
      INDArray bias,
      int[] kernel,
      int[] strides,
      int[] pad,
      AlgoMode mode,
      FwdAlgo fwdAlgo,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    if (!suits(input, weights, format)) {
      return null; // DL4J computes it
    }
    Patches patches = patches(input, kernel, strides, pad, convolutionMode, dilation);
    int outputs = (int) weights.size(0);
    long samples = input.size(0);
    INDArray out =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATIONS,
            DataType.FLOAT,
            new long[] {samples, outputs, patches.outHeight(), patches.outWidth()},
            'c');
    INDArray x = RowMajor.plain(input);
    INDArray w = RowMajor.plain(weights);
    float[] b = bias == null ? new float[outputs] : RowMajor.plain(bias).toFloatVector();
    FloatPointer images = pointer(x);
    FloatPointer weight = pointer(w);
    FloatPointer result = pointer(out);
    groups()
        .forEach(
            group -> {
              try (Scratch scratch = new Scratch(patches, outputs)) {
                for (long n = group; n < samples; n += GROUPS) {
                  scratch.unfold(images, n);
                  scratch.fill(b);
                  Products.multiply(
                      outputs,
                      patches.positions(),
                      patches.depth(),
                      weight,
                      scratch.matrix,
                      1,
                      scratch.result);
                  scratch.store(result, n);
                }
              }
            });
    return out;
  }

  private static IntStream groups() {
    IntStream groups = IntStream.range(0, GROUPS);
    return Nd4j.getEnvironment().maxThreads() > 1 ? groups.parallel() : groups;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray input,
      INDArray weights,
      INDArray bias,
      INDArray delta,
      int[] kernel,
      int[] strides,
      int[] pad,
      INDArray biasGradView,
      INDArray weightGradView,
      IActivation afn,
      AlgoMode mode,
      BwdFilterAlgo bwdFilterAlgo,
      BwdDataAlgo bwdDataAlgo,
      ConvolutionMode convolutionMode,
      int[] dilation,
      CNN2DFormat format,
      LayerWorkspaceMgr workspaceMgr) {
    if (!suits(input, weights, format) || delta.dataType() != DataType.FLOAT) {
      return null; // DL4J computes it
    }
    Patches patches = patches(input, kernel, strides, pad, convolutionMode, dilation);
    int outputs = (int) weights.size(0);
    long samples = input.size(0);
    INDArray dx =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
    if (!inputGradient) {
      dx.assign(0);
    }
    INDArray x = RowMajor.plain(input);
    INDArray w = RowMajor.plain(weights);
    INDArray d = RowMajor.plain(delta);
    FloatPointer images = pointer(x);
    FloatPointer weight = pointer(w);
    FloatPointer deltas = pointer(d);
    FloatPointer imageGradients = pointer(dx);
    float[][] weightGradients = new float[GROUPS][outputs * patches.depth()];
    float[][] biasGradients = new float[GROUPS][outputs];
    groups()
        .forEach(
            group -> {
              try (Scratch scratch = new Scratch(patches, outputs);
                  FloatPointer dw = Scratch.zeros((long) outputs * patches.depth())) {
                for (long n = group; n < samples; n += GROUPS) {
                  scratch.unfold(images, n);
                  scratch.load(deltas, n);
                  scratch.sum(biasGradients[group]);
                  Products.multiplySecondTransposed(
                      outputs,
                      patches.depth(),
                      patches.positions(),
                      scratch.result,
                      scratch.matrix,
                      1,
                      dw);
                  if (inputGradient) {
                    Products.multiplyFirstTransposed(
                        patches.depth(),
                        patches.positions(),
                        outputs,
                        weight,
                        scratch.result,
                        scratch.matrix);
                    scratch.fold(imageGradients, n);
                  }
                }
                dw.asBuffer().get(0, weightGradients[group]);
              }
            });
    weightGradView.assign(
        Nd4j.createFromArray(sum(weightGradients)).reshape('c', weightGradView.shape()));
    Gradient gradient = new DefaultGradient();
    if (biasGradView != null) {
      biasGradView.assign(
          Nd4j.createFromArray(sum(biasGradients)).reshape('c', biasGradView.shape()));
      gradient.setGradientFor(ConvolutionParamInitializer.BIAS_KEY, biasGradView);
    }
    gradient.setGradientFor(ConvolutionParamInitializer.WEIGHT_KEY, weightGradView, 'c');
    return new Pair<>(gradient, dx);
  }

  private static float[] sum(float[][] parts) {
    float[] sum = parts[0];
    for (int part = 1; part < parts.length; part++) {
      float[] x = parts[part];
      for (int i = 0; i < sum.length; i++) {
        sum[i] += x[i];
      }
    }
    return sum;
  }

  @Override
  public INDArray activate(INDArray z, IActivation activation, boolean training) {
    return null; // DL4J does it
  }
}
