package io.github.dl4jrouting.examples.calibrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/** Reads trained networks that users bring: zips of a ComputationGraph or a MultiLayerNetwork. */
public final class ModelFile {

  private static final String CONFIGURATION = "configuration.json";
  private static final String PARAMETERS = "coefficients.bin";
  private static final String EXPECTED =
      "a network written by DL4J's ModelSerializer (a zip with "
          + CONFIGURATION
          + " and "
          + PARAMETERS
          + ")";
  private static final String ADVICE = "name such a file with --model, or leave --model away";

  private ModelFile() {}

  /**
   * Reads a network; a MultiLayerNetwork comes in its graph form.
   *
   * @param file a DL4J zip
   * @return the network
   * @throws NoSuchFileException if it is not there
   * @throws IOException if it is something else, or damaged
   */
  public static ComputationGraph read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw fault(file, "no regular file");
    }
    boolean isGraph = isGraph(file);
    try {
      return isGraph
          ? ModelSerializer.restoreComputationGraph(file.toFile())
          : ModelSerializer.restoreMultiLayerNetwork(file.toFile()).toComputationGraph();
    } catch (IOException | RuntimeException e) {
      throw damaged(file, e);
    }
  }

  private static boolean isGraph(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry configuration = zip.getEntry(CONFIGURATION);
      if (configuration == null || zip.getEntry(PARAMETERS) == null) {
        throw fault(file, "a zip without them");
      }
      try (InputStream in = zip.getInputStream(configuration)) {
        JsonNode json = new ObjectMapper().readTree(in);
        if (!json.has("vertices") && !json.has("confs")) {
          throw fault(file, "a configuration of neither a graph nor layers");
        }
        return json.has("vertices");
      }
    } catch (ZipException | JsonProcessingException e) {
      throw damaged(file, e);
    }
  }

  private static IOException fault(Path file, String found) {
    return new IOException(file + ": expected " + EXPECTED + ", found " + found + "; " + ADVICE);
  }

  private static IOException damaged(Path file, Exception cause) {
    IOException fault = fault(file, "one that cannot be read (" + cause.getMessage() + ")");
    fault.initCause(cause);
    return fault;
  }
}
