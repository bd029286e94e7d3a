package io.github.dl4jrouting.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jrouting.gate.Thresholded;
import io.github.dl4jrouting.inference.RoutedInference;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.common.resources.DL4JResources;
import org.deeplearning4j.common.resources.ResourceType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.PretrainedType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ShippedWeightsTest {

  @TempDir private Path cache;

  @BeforeEach
  void cacheNothingInTheUsersHome() {
    DL4JResources.setBaseDirectory(cache.toFile());
  }

  @AfterEach
  void cacheThereAgain() {
    DL4JResources.resetBaseDirectoryLocation();
  }

  @Test
  void aTrainedLeNetComesInTheJarWithItsTwin() throws IOException {
    INDArray x = Nd4j.rand(DataType.FLOAT, 4, 1, 28, 28);
    ComputationGraph dense =
        (ComputationGraph) new RoutedLeNet().initPretrained(PretrainedType.MNIST);
    assertThat(dense.outputSingle(x).shape()).containsExactly(4, 10);
    ComputationGraph routed =
        (ComputationGraph)
            RoutedLeNet.builder()
                .routing(Routing.EARLY_EXIT)
                .build()
                .initPretrained(PretrainedType.MNIST);
    for (String gate : List.of(RoutedLeNet.GATE, RoutedLeNet.IMAGE_GATE)) {
      assertThat(Thresholded.of(routed.getLayer(gate)).threshold()).isBetween(0.5, 1.0);
    }
    assertThat(
            RoutedInference.compile(routed)
                .output(x)[0]
                .equalsWithEps(routed.outputSingle(x), 1e-5))
        .isTrue();
  }

  @Test
  void aTrainedMlpComesInTheJarWithItsTwin() throws IOException {
    INDArray x = Nd4j.rand(DataType.FLOAT, 4, 784);
    ComputationGraph dense =
        (ComputationGraph) new RoutedMlp().initPretrained(PretrainedType.MNIST);
    assertThat(dense.outputSingle(x).shape()).containsExactly(4, 10);
    ComputationGraph routed =
        (ComputationGraph)
            RoutedMlp.builder()
                .routing(Routing.EARLY_EXIT)
                .build()
                .initPretrained(PretrainedType.MNIST);
    assertThat(Thresholded.of(routed.getLayer(ExitHead.GATE)).threshold()).isBetween(0.5, 1.0);
    assertThat(
            RoutedInference.compile(routed)
                .output(x)[0]
                .equalsWithEps(routed.outputSingle(x), 1e-5))
        .isTrue();
    assertThat(
            RoutedMlp.builder()
                .routing(Routing.ROUTERS)
                .build()
                .pretrainedAvailable(PretrainedType.MNIST))
        .isFalse();
  }

  @Test
  void aCachedFileThatIsNotWhatWasShippedIsRefused() throws IOException {
    RoutedLeNet model = new RoutedLeNet();
    String url = model.pretrainedUrl(PretrainedType.MNIST);
    File directory = DL4JResources.getDirectory(ResourceType.ZOO_MODEL, model.modelName());
    Path cached = directory.toPath().resolve(url.substring(url.lastIndexOf('/') + 1));
    Files.writeString(cached, "something else");
    assertThatThrownBy(() -> model.initPretrained(PretrainedType.MNIST))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void whatWasNotTrainedIsNotAvailable() {
    assertThat(new RoutedLeNet().pretrainedAvailable(PretrainedType.IMAGENET)).isFalse();
    assertThat(new RoutedResNet().pretrainedAvailable(PretrainedType.MNIST)).isFalse();
  }
}
