package io.github.dl4jrouting.zoo.recipe;

import io.github.dl4jrouting.zoo.file.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * All that a run needs to go on after an epoch, in one file that is written whole or not at all.
 *
 * @param description of the recipe
 * @param network weights, updater's state and counters
 * @param average the weights' average
 * @param updates how many weights are in the average
 * @param metrics of the epochs so far
 */
record Checkpoint(
    String description,
    ComputationGraph network,
    INDArray average,
    long updates,
    List<EpochMetrics> metrics) {

  private static final String DESCRIPTION = "recipe.txt";
  private static final String NETWORK = "network.zip";
  private static final String AVERAGE = "average.bin";
  private static final String UPDATES = "updates.txt";
  private static final String METRICS = "metrics.csv";

  /** The last epoch that is done. */
  int epoch() {
    return metrics.size();
  }

  void write(Path file) throws IOException {
    WholeFile.write(file, this::writeTo);
  }

  private void writeTo(OutputStream out) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      entry(zip, DESCRIPTION, description.getBytes(StandardCharsets.UTF_8));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ModelSerializer.writeModel(network, bytes, true);
      entry(zip, NETWORK, bytes.toByteArray());
      bytes.reset();
      Nd4j.write(average, new DataOutputStream(bytes));
      entry(zip, AVERAGE, bytes.toByteArray());
      entry(zip, UPDATES, Long.toString(updates).getBytes(StandardCharsets.UTF_8));
      String lines = String.join("\n", metrics.stream().map(EpochMetrics::line).toList());
      entry(zip, METRICS, lines.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  /**
   * Reads what a run left.
   *
   * @return empty where there is no file
   * @throws IOException if it is damaged, or another recipe's
   */
  static Optional<Checkpoint> read(Path file, String description) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    for (String name : List.of(DESCRIPTION, NETWORK, AVERAGE, UPDATES, METRICS)) {
      if (!entries.containsKey(name)) {
        throw new IOException(
            file
                + ": expected a checkpoint with "
                + name
                + ", found "
                + entries.keySet()
                + "; remove the file to start anew");
      }
    }
    String found = text(entries, DESCRIPTION);
    if (!found.equals(description)) {
      throw new IOException(
          file
              + ": expected a checkpoint of this training ("
              + description
              + "), found one of another ("
              + found
              + "); remove the file to start anew, or write into another directory");
    }
    ComputationGraph network =
        ModelSerializer.restoreComputationGraph(
            new ByteArrayInputStream(entries.get(NETWORK)), true);
    INDArray average =
        Nd4j.read(new DataInputStream(new ByteArrayInputStream(entries.get(AVERAGE))));
    return Optional.of(
        new Checkpoint(
            found,
            network,
            average,
            Long.parseLong(text(entries, UPDATES)),
            text(entries, METRICS).lines().map(EpochMetrics::of).toList()));
  }

  private static String text(Map<String, byte[]> entries, String name) {
    return new String(entries.get(name), StandardCharsets.UTF_8);
  }
}
