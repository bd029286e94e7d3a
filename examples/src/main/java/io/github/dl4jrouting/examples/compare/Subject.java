package io.github.dl4jrouting.examples.compare;

import io.github.dl4jrouting.examples.calibrate.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A network to be timed.
 *
 * @param name what it is called
 * @param network an initialised one with one input
 * @param input shape of a sample
 * @param maskedSteps how many steps its samples have, if each is to have a mask
 */
public record Subject(String name, ComputationGraph network, int[] input, OptionalInt maskedSteps) {

  /** Makes a network when its turn has come. */
  public interface Source {
    /**
     * Makes it.
     *
     * @param seed of weights that are drawn
     * @return the network
     * @throws IOException if it cannot be read
     */
    Subject subject(long seed) throws IOException;
  }

  /**
   * Reads a user's network.
   *
   * @param file of a network
   * @param input shape of a sample, where it is known
   * @param maskedSteps how many steps its samples have, if each is to have a mask
   * @return the network
   * @throws IOException if there is no such network, it has several inputs, or the shape is not
   *     known
   */
  public static Subject ofFile(Path file, Optional<int[]> input, OptionalInt maskedSteps)
      throws IOException {
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
    return new Subject(file.getFileName().toString(), network, shape, maskedSteps);
  }

  /** Of a network that begins with a dense layer alone. */
  private static Optional<int[]> flat(ComputationGraph network) {
    return readers(network)
        .filter(DenseLayer.class::isInstance)
        .map((Layer layer) -> new int[] {Math.toIntExact(((DenseLayer) layer).getNIn())})
        .findFirst();
  }

  /** The layers that read the input. */
  private static Stream<Layer> readers(ComputationGraph network) {
    String input = network.getConfiguration().getNetworkInputs().get(0);
    return network.getConfiguration().getVertexInputs().entrySet().stream()
        .filter(vertex -> vertex.getValue().contains(input))
        .map(vertex -> network.getVertex(vertex.getKey()))
        .filter(vertex -> vertex.hasLayer())
        .map(vertex -> vertex.getLayer().conf().getLayer());
  }

  /** Drawn samples; where an embedding reads them, numbers of its rows. */
  INDArray samples(int batch) {
    long[] shape =
        IntStream.concat(IntStream.of(batch), Arrays.stream(input)).asLongStream().toArray();
    INDArray samples = Nd4j.rand(shape);
    OptionalLong rows =
        readers(network)
            .filter(
                layer -> layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer)
            .mapToLong(layer -> ((FeedForwardLayer) layer).getNIn())
            .min();
    return rows.isPresent() ? Transforms.floor(samples.muli(rows.getAsLong())) : samples;
  }

  /** For each sample, that its first few steps count, at least half of them; null for no masks. */
  INDArray[] masks(int batch) {
    if (maskedSteps.isEmpty()) {
      return null;
    }
    int steps = maskedSteps.getAsInt();
    INDArray mask = Nd4j.zeros(batch, steps);
    INDArray share = Nd4j.rand(batch, 1);
    for (int sample = 0; sample < batch; sample++) {
      int count = (int) Math.ceil((1 + share.getDouble(sample, 0)) / 2 * steps);
      mask.get(NDArrayIndex.point(sample), NDArrayIndex.interval(0, count)).assign(1);
    }
    return new INDArray[] {mask};
  }

  /** As {@code --input} has it. */
  String inputText() {
    return Arrays.stream(input).mapToObj(String::valueOf).collect(Collectors.joining("x"));
  }
}
