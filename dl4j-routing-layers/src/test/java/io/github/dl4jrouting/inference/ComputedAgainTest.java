package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jrouting.analysis.CostModel;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Calls that begin in one way and turn out to be for another count nothing twice. */
class ComputedAgainTest {

  @Test
  void aSingleSampleThatIsLeftToDl4jCostsWhatItCosts() {
    InputType images = InputType.convolutional(8, 8, 2);
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(images)
                .addLayer("conv", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "in")
                .addLayer(
                    "pool", // how it counts its padding is DL4J's affair
                    new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .padding(1, 1)
                        .build(),
                    "conv")
                .addLayer("out", new OutputLayer.Builder().nOut(2).build(), "pool")
                .setOutputs("out")
                .build());
    graph.init();
    RoutedInference plan = RoutedInference.compile(graph);
    INDArray x = Nd4j.randn(DataType.FLOAT, 1, 2, 8, 8);
    for (int call = 0; call < 2; call++) {
      assertThat(plan.infer(x).macs()).containsExactly(CostModel.of(graph, images).total());
    }
  }

  @Test
  void aFusedVertexThatIsLeftToDl4jIsComputedOnceFromTheSecondCallOn() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(6))
                .addLayer("counted", new CountingLayer(), "in")
                .addLayer("wide", new DenseLayer.Builder().nIn(6).nOut(4).build(), "counted")
                .addLayer("one", new DenseLayer.Builder().nIn(6).nOut(1).build(), "counted")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "wide", "one")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "sum") // folded into it
                .addLayer("out", new OutputLayer.Builder().nIn(4).nOut(2).build(), "relu")
                .setOutputs("out")
                .build());
    graph.init();
    for (int batch : new int[] {1, 5}) {
      RoutedInference plan = RoutedInference.compile(graph);
      INDArray x = Nd4j.randn(DataType.FLOAT, batch, 6);
      for (int call = 0; call < 3; call++) {
        long before = CountingLayer.SAMPLES.get();
        assertThat(plan.infer(x).macs()).containsOnly(6 * 4 + 6 + 4 * 2);
        long computed = CountingLayer.SAMPLES.get() - before;
        assertThat(computed).as("call %d", call).isEqualTo(call == 0 ? 2 * batch : batch);
      }
      Stock.assertClose("broadcast", plan.output(x), graph.output(x));
    }
  }
}
