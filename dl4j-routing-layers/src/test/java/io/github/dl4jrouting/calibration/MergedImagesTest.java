package io.github.dl4jrouting.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.inference.InferenceResult;
import io.github.dl4jrouting.inference.RoutedInference;
import io.github.dl4jrouting.transform.RoutingTransform;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A network from transformation to inference whose images have their channels last. */
class MergedImagesTest {
  private static final InputType IMAGES = InputType.convolutional(8, 6, 3, CNN2DFormat.NHWC);

  private static ConvolutionLayer convolution(int size, int channels) {
    return new ConvolutionLayer.Builder(size, size)
        .nOut(channels)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.TANH)
        .build();
  }

  /** A residual block of two branches side by side. */
  private static ComputationGraph network() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(IMAGES)
                .addLayer("stem", convolution(3, 6), "in")
                .addLayer("a", convolution(1, 2), "stem")
                .addLayer("b", convolution(3, 4), "stem")
                .addVertex("merge", new MergeVertex(), "a", "b")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "merge", "stem")
                .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "add")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                    "mean")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }

  /** Of the samples' mean absolute activities. */
  private static double median(INDArray x) {
    double[] activities = Transforms.abs(x).mean(1, 2, 3).toDoubleVector();
    Arrays.sort(activities);
    return (activities[19] + activities[20]) / 2;
  }

  @Test
  void branchesThatAreMergedByChannelAreGatedCompensatedAndComputed() {
    Nd4j.getRandom().setSeed(1);
    INDArray x = Nd4j.randn(40, 8, 6, 3);
    RoutingTransform transform = RoutingTransform.of(network(), IMAGES).scaledBypass();
    ComputationGraph gated = transform.withActivityGates();
    assertThat(gated.outputSingle(x)).isEqualTo(network().outputSingle(x));

    BypassCompensation fitted =
        BypassCompensation.fit(
            gated,
            new SingletonMultiDataSetIterator(new MultiDataSet(x, Nd4j.zeros(40, 3))),
            transform.inputTypes());

    INDArray stem = gated.feedForward(x, false).get("stem");
    INDArray block = gated.feedForward(x, false).get("add");
    double best =
        block.mul(stem).sumNumber().doubleValue() / stem.mul(stem).sumNumber().doubleValue();
    assertThat(fitted.weights()).containsOnlyKeys("add-bypass");
    assertThat(fitted.weights().get("add-bypass").get(0)).isCloseTo(best, within(1e-4));

    fitted.applyTo(gated);
    Thresholded.of(gated.getLayer("add-router")).setThreshold(median(stem));
    InferenceResult result = RoutedInference.compile(gated).infer(x);
    assertThat(result.outputs().get(0)).isEqualTo(gated.outputSingle(x));
    assertThat(result.decisions().get("add-router").sum(0).toDoubleVector()).contains(20, 20);
  }
}
