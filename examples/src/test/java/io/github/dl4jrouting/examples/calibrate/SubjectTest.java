package io.github.dl4jrouting.examples.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.KnownDataset;
import io.github.dl4jrouting.examples.data.MiniBatches;
import io.github.dl4jrouting.examples.data.SampleShape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

class SubjectTest {

  private static final SampleShape SHAPE = new SampleShape(1, 28, 28);

  private static ComputationGraph convolutional(InputType type) {
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .activation(Activation.RELU)
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(type)
            .addLayer("stem", new ConvolutionLayer.Builder(4, 4).stride(4, 4).nOut(3).build(), "x")
            .addLayer("block", new ConvolutionLayer.Builder(3, 3).nOut(3).build(), "stem")
            .addLayer(
                "out",
                new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build(),
                "block")
            .setOutputs("out");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  @Test
  void imagesAreHandedToANetworkAsItTakesThem() throws IOException {
    Dataset data = KnownDataset.DIGITS_EMBEDDED.load(Optional.empty()).limitedTo(10, 60);
    Subject flat = Subject.of(convolutional(InputType.convolutionalFlat(28, 28, 1)), SHAPE, 10);
    Subject images = Subject.of(convolutional(InputType.convolutional(28, 28, 1)), SHAPE, 10);
    assertThat(flat.images()).isFalse();
    assertThat(images.images()).isTrue();
    assertThat(images.batches(data.test()).next().getFeatures(0).shape())
        .containsExactly(60, 1, 28, 28);
    assertThat(images.features(data.test(), 16, 2)).hasSize(2);
    Judgement ofFlat = Judgement.of(flat.network(), flat, data.test());
    assertThat(Judgement.of(images.network(), images, data.test())).isEqualTo(ofFlat);
    double stock = flat.network().evaluate(MiniBatches.inOrder(data.test(), 10, 60)).accuracy();
    assertThat(ofFlat.accuracy()).isEqualTo(stock);
    assertThat(ofFlat.macs()).isEqualTo(flat.transform().macs());
  }

  @Test
  void everyNetworkInARoundIsTimed() throws IOException {
    Dataset data = KnownDataset.DIGITS_EMBEDDED.load(Optional.empty()).limitedTo(10, 20);
    Subject subject = Subject.of(convolutional(InputType.convolutionalFlat(28, 28, 1)), SHAPE, 10);
    double[] medians =
        new EngineClock(subject.features(data.test(), 1, 5), 2, 1)
            .medians(List.of(subject.network(), subject.transform().withActivityGates()));
    assertThat(medians).hasSize(2).doesNotContain(0);
  }

  @Test
  void aNetworkOfTwoInputsIsRefused() {
    var graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("a", "b")
            .setInputTypes(InputType.feedForward(3), InputType.feedForward(3))
            .addLayer("out", new OutputLayer.Builder().nOut(2).build(), "a", "b")
            .setOutputs("out");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    assertThatThrownBy(() -> Subject.of(network, SHAPE, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one input and one output")
        .hasMessageContaining("ThresholdCalibrator");
  }
}
