package io.github.dl4jrouting.examples.compare;

import io.github.dl4jrouting.examples.calibrate.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A network to be timed.
 *
 * @param name what it is called
 * @param network an initialised one with one input
 * @param input shape of a sample
 */
record Subject(String name, ComputationGraph network, int[] input) {

  /**
   * Reads a user's network.
   *
   * @param input shape of a sample, where it is known
   * @throws IOException if there is no such network, it has several inputs, or the shape is not
   *     known
   */
  static Subject ofFile(Path file, Optional<int[]> input) throws IOException {
    ComputationGraph network = ModelFile.read(file);
    if (network.getNumInputArrays() != 1) {
      throw new IOException(
          file
              + ": expected a network with one input, found "
              + network.getConfiguration().getNetworkInputs());
    }
    int[] shape =
        input
            .or(() -> flat(network))
            .orElseThrow(
                () ->
                    new IOException(
                        file
                            + ": a network of DL4J does not say what shape its samples have; name it"
                            + " with --input, for instance 3x224x224"));
    return new Subject(file.getFileName().toString(), network, shape);
  }

  /** Of a network that begins with a dense layer alone. */
  private static Optional<int[]> flat(ComputationGraph network) {
    String input = network.getConfiguration().getNetworkInputs().get(0);
    var readers =
        network.getConfiguration().getVertexInputs().entrySet().stream()
            .filter(vertex -> vertex.getValue().contains(input))
            .map(vertex -> network.getVertex(vertex.getKey()))
            .toList();
    return readers.stream()
        .filter(vertex -> vertex.hasLayer())
        .map(vertex -> vertex.getLayer().conf().getLayer())
        .filter(DenseLayer.class::isInstance)
        .map((Layer layer) -> new int[] {Math.toIntExact(((DenseLayer) layer).getNIn())})
        .findFirst();
  }

  /** As {@code --input} has it. */
  String inputText() {
    return Arrays.stream(input).mapToObj(String::valueOf).collect(Collectors.joining("x"));
  }
}
