package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

/** What is wrong is said in one line, with what to do about it. */
class CalibrateErrorsTest {
  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();

  private int run(String... options) {
    List<String> args = new ArrayList<>(List.of("calibrate"));
    args.addAll(List.of("--output", directory.resolve("out").toString()));
    args.addAll(List.of("--cache-dir", directory.resolve("cache").toString()));
    args.addAll(List.of("--test-samples", "100", "--rounds", "1", "--no-latency"));
    args.addAll(List.of(options));
    PrintWriter nowhere = new PrintWriter(java.io.Writer.nullWriter());
    return Main.run(nowhere, new PrintWriter(err, true), args.toArray(String[]::new));
  }

  private void assertOneLine(String... parts) {
    assertThat(err.toString()).startsWith("error: ").contains(parts).doesNotContain("\tat ");
    assertThat(err.toString().strip().lines()).hasSize(1);
  }

  private String saved(Model network) throws IOException {
    Path file = directory.resolve("model.zip");
    ModelSerializer.writeModel(network, file.toFile(), false);
    return file.toString();
  }

  private static ComputationGraph graph(int inputs, int classes, int... widths) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .activation(Activation.RELU)
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.feedForward(inputs));
    String last = "x";
    for (int i = 0; i < widths.length; i++) {
      builder.addLayer("dense" + i, new DenseLayer.Builder().nOut(widths[i]).build(), last);
      last = "dense" + i;
    }
    builder.addLayer(
        "out",
        new OutputLayer.Builder().nOut(classes).activation(Activation.SOFTMAX).build(),
        last);
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("out").build());
    graph.init();
    return graph;
  }

  @Test
  void aModelThatIsNotThere() {
    String file = directory.resolve("nowhere.zip").toString();
    assertThat(run("--model", file)).isEqualTo(1);
    assertOneLine(file, "no such file");
  }

  @Test
  void aModelThatIsNoZip() throws IOException {
    Path file = Files.writeString(directory.resolve("model.zip"), "not a zip");
    assertThat(run("--model", file.toString())).isEqualTo(1);
    assertOneLine(file.toString(), "ModelSerializer", "--model");
  }

  @Test
  void aModelThatIsCutShort() throws IOException {
    Path file = Path.of(saved(graph(784, 10, 8, 8)));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(run("--model", file.toString())).isEqualTo(1);
    assertOneLine(file.toString(), "ModelSerializer");
  }

  @Test
  void aModelWithParametersThatDoNotFit() throws IOException {
    Path file = Path.of(saved(graph(784, 10, 8, 8)));
    Path broken = directory.resolve("broken.zip");
    try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(broken));
        var from = new java.util.zip.ZipFile(file.toFile())) {
      zip.putNextEntry(new java.util.zip.ZipEntry("configuration.json"));
      from.getInputStream(from.getEntry("configuration.json")).transferTo(zip);
      zip.putNextEntry(new java.util.zip.ZipEntry("coefficients.bin"));
      zip.write(new byte[] {1, 2, 3});
    }
    assertThat(run("--model", broken.toString())).isEqualTo(1);
    assertOneLine(broken.toString(), "cannot be read");
  }

  @Test
  void aNetworkWithNothingToSkip() throws IOException {
    assertThat(run("--model", saved(graph(784, 10, 12, 8)))).isEqualTo(1);
    assertOneLine("skippable blocks", "range(from, to)");
  }

  @Test
  void aNetworkThatKnowsFewerClassesThanTheLabels() throws IOException {
    assertThat(run("--model", saved(graph(784, 7, 8, 8)))).isEqualTo(1);
    assertOneLine("7]", "range");
  }

  @Test
  void aNetworkForOtherSamples() throws IOException {
    assertThat(run("--model", saved(graph(100, 10, 8, 8)))).isEqualTo(1);
    assertOneLine("100 features", "1x28x28", "--dataset");
  }

  @Test
  void aMultiLayerNetworkIsRead() throws IOException {
    MultiLayerNetwork layers =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(784).nOut(8).build())
                .layer(new DenseLayer.Builder().nIn(8).nOut(4).build())
                .layer(
                    new OutputLayer.Builder()
                        .nIn(4)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    layers.init();
    assertThat(run("--model", saved(layers))).isEqualTo(1);
    assertOneLine("skippable blocks");
  }

  @Test
  void fewerCalibrationSamplesThanThePromiseNeeds() {
    assertThat(run("--calibration-samples", "300")).isEqualTo(2);
    assertOneLine("--calibration-samples", "found 300", "0.005", "--allowed-drop");
    err.getBuffer().setLength(0);
    assertThat(run("--splits", "20")).isEqualTo(2);
    assertOneLine("--drops: expected at least 0.002", "found 0.001");
  }

  @Test
  void calibrationSamplesThatLeaveNothingToTrainOn() {
    assertThat(run("--train-samples", "1500", "--calibration-samples", "1500")).isEqualTo(1);
    assertOneLine("more training samples than the 1500 to calibrate on", "--train-samples");
  }

  @Test
  void samplesOfOneClass() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    for (String part : new String[] {"train", "t10k"}) {
      write(data.resolve(part + "-images-idx3-ubyte"), new int[] {0x803, 2000, 2, 2}, 8000, 9);
      write(data.resolve(part + "-labels-idx1-ubyte"), new int[] {0x801, 2000}, 2000, 4);
    }
    assertThat(
            run(
                "--dataset",
                "mnist",
                "--data-dir",
                data.toString(),
                "--calibration-samples",
                "1500"))
        .isEqualTo(1);
    assertOneLine("mnist", "at least two classes", "class 4 only");
  }

  private static void write(Path file, int[] header, int length, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * header.length + length);
    for (int number : header) {
      bytes.putInt(number);
    }
    Arrays.fill(bytes.array(), bytes.position(), bytes.capacity(), (byte) value);
    Files.write(file, bytes.array());
  }

  @ParameterizedTest
  @CsvSource({
    "--allowed-drop, 0",
    "--allowed-drop, 1.5",
    "--risk, none",
    "--criterion, loudness",
    "--training, harsh",
    "--compensate, much",
    "--splits, 0",
    "--drops, 2",
    "--rounds, 0",
    "--width, -1"
  })
  void badOptionIsAUsageErrorThatNamesOptionAndValue(String option, String value) {
    assertThat(run(option, value)).isEqualTo(2);
    assertOneLine(option, value, "calibrate --help");
  }
}
