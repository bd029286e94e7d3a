package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.dl4jrouting.examples.compare.BuiltInNetworks;
import io.github.dl4jrouting.examples.compare.Dl4jZoo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

/** Networks as users bring them, and one of DL4J's zoo. */
class CompareCommandTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path dense;
  private Path images;

  @BeforeEach
  void networks() throws IOException {
    dense = directory.resolve("dense.zip");
    MultiLayerNetwork layers =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(12).nOut(7).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.feedForward(12))
                .build());
    layers.init();
    ModelSerializer.writeModel(layers, dense.toFile(), false);
    images = directory.resolve("images.zip");
    MultiLayerNetwork convolutions =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new LocallyConnected2D.Builder().kernelSize(2, 2).nOut(2).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(8, 6, 1))
                .build());
    convolutions.init();
    ModelSerializer.writeModel(convolutions, images.toFile(), false);
  }

  private int run(String... options) {
    List<String> args = new ArrayList<>(List.of("compare", "--output", directory.toString()));
    args.addAll(List.of("--seconds", "1", "--threads", "1"));
    args.addAll(List.of(options));
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
  }

  private JsonNode rows() throws IOException {
    return new JsonMapper().readTree(directory.resolve("result.json").toFile()).at("/rows");
  }

  @Test
  void aNetworkOfDenseLayersNeedsNoShape() throws IOException {
    assertThat(run("--model", dense.toString(), "--batches", "1,5")).as(err.toString()).isZero();
    assertThat(rows()).hasSize(2);
    for (JsonNode row : rows()) {
      assertThat(row.at("/input").asText()).isEqualTo("12");
      assertThat(row.at("/parameters").asInt()).isEqualTo(12 * 7 + 7 + 7 * 3 + 3);
      assertThat(row.at("/engineMs").asDouble()).isPositive();
      assertThat(row.at("/speedup").asDouble())
          .isCloseTo(row.at("/stockMs").asDouble() / row.at("/engineMs").asDouble(), within(1e-9));
      assertThat(row.at("/largestDifference").asDouble()).isBetween(0.0, 1e-5);
      assertThat(row.at("/leftToDl4j")).isEmpty();
    }
    assertThat(out.toString()).contains("dense.zip", "left to DL4J");
  }

  @Test
  void whatIsLeftToDl4jIsNamed() throws IOException {
    assertThat(run("--model", images.toString(), "--input", "1x8x6")).as(err.toString()).isZero();
    assertThat(rows().at("/0/input").asText()).isEqualTo("1x8x6");
    assertThat(rows().at("/0/leftToDl4j")).extracting(JsonNode::asText).containsExactly("1");
  }

  @Test
  void modelsOfDl4jsZooAreTimed() throws IOException {
    assertThat(zoo("lenet,TextGenerationLSTM")).containsExactly("LeNet", "TextGenerationLSTM");
  }

  /**
   * All layers that are in no smaller one, but those of UNet, which stock DL4J takes seconds for.
   */
  @Tag("slow")
  @Test
  void largeModelsOfDl4jsZooLeaveNothingToDl4j() throws IOException {
    String names = "SqueezeNet,InceptionResNetV1,FaceNetNN4Small2,TinyYOLO";
    assertThat(zoo(names)).containsExactly(names.split(","));
  }

  @Test
  void builtInNetworksLeaveNothingToDl4j() throws IOException {
    assertThat(alike("--built-in", "all")).containsExactlyElementsOf(BuiltInNetworks.names());
    assertThat(rows())
        .allMatch(row -> row.at("/masked").asBoolean() == named(row).endsWith("WithMasks"))
        .anyMatch(row -> named(row).equals("ReaderWithMasks"));
    assertThat(out.toString()).contains("50, masks");
  }

  private static String named(JsonNode row) {
    return row.at("/model").asText();
  }

  @Test
  void masksForAUsersNetwork() throws IOException {
    Path sequences = directory.resolve("sequences.zip");
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LastTimeStep(new SimpleRnn.Builder().nOut(4).build()))
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.recurrent(5, 9))
                .build());
    network.init();
    ModelSerializer.writeModel(network, sequences.toFile(), false);
    String[] options = {"--model", sequences.toString(), "--input", "5x9", "--batches", "6"};
    assertThat(run(with(options, "--masked-steps", "9"))).as(err.toString() + out).isZero();
    assertThat(rows().at("/0/masked").asBoolean()).isTrue();
    assertThat(rows().at("/0/largestDifference").asDouble()).isBetween(0.0, 1e-5);
    assertThat(rows().at("/0/leftToDl4j")).isEmpty();
    assertThat(run(with(options, "--masked-steps", "8"))).isEqualTo(1);
    assertThat(err.toString())
        .contains("sequences.zip", "5x9", "masks of 8 steps", "--masked-steps")
        .doesNotContain("unexpected");
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray(String[]::new);
  }

  private List<String> zoo(String names) throws IOException {
    return alike("--dl4j-zoo", names);
  }

  private List<String> alike(String option, String names) throws IOException {
    assertThat(run(option, names)).as(err.toString() + out).isZero();
    List<String> found = new ArrayList<>();
    for (JsonNode row : rows()) {
      found.add(row.at("/model").asText());
      assertThat(row.at("/largestDifference").asDouble()).as(found.toString()).isBetween(0.0, 1e-4);
      assertThat(row.at("/leftToDl4j")).as(found.toString()).isEmpty();
    }
    return found;
  }

  @Test
  void helpNamesAllModels() {
    assertThat(
            Main.run(new PrintWriter(out, true), new PrintWriter(err, true), "compare", "--help"))
        .isZero();
    assertThat(out.toString()).contains(Dl4jZoo.names()).contains(BuiltInNetworks.names());
  }

  @Test
  void aNetworkOfImagesNeedsAShape() {
    assertThat(run("--model", images.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("images.zip", "--input", "3x224x224")
        .doesNotContain("unexpected");
  }

  @Test
  void aShapeThatDoesNotFitIsNamed() {
    assertThat(run("--model", images.toString(), "--input", "3x8x6")).isEqualTo(1);
    assertThat(err.toString())
        .contains("images.zip", "3x8x6", "[N, 1, height, width]", "--input")
        .doesNotContain("unexpected");
  }

  @Test
  void aShapeIsForAModel() {
    assertThat(run("--dl4j-zoo", "LeNet", "--input", "3x8x6")).isEqualTo(2);
    assertThat(err.toString()).contains("--input", "--model");
    assertThat(run("--built-in", "Tagger", "--masked-steps", "3")).isEqualTo(2);
    assertThat(err.toString()).contains("--masked-steps");
  }

  @Test
  void withoutANetworkThereIsNothingToDo() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("--model", "--dl4j-zoo", "--built-in");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(run("--model", "no.zip")).isEqualTo(1);
    assertThat(err.toString()).contains("no.zip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x3", "3x", "x", "3*4", "-1", "99999999999"})
  void aShapeIsWholeNumbers(String shape) {
    assertThat(run("--model", dense.toString(), "--input", shape)).isEqualTo(2);
    assertThat(err.toString()).contains("--input", "'" + shape + "'");
  }

  @Test
  void aModelThatDl4jsZooLacksIsNamed() {
    assertThat(run("--dl4j-zoo", "VGG17")).isEqualTo(2);
    assertThat(err.toString()).contains("VGG16", "'VGG17'");
    assertThat(run("--built-in", "Tigger")).isEqualTo(2);
    assertThat(err.toString()).contains("Tagger", "'Tigger'");
  }
}
