package io.github.dl4jrouting.zoo.search.training;

import io.github.dl4jrouting.zoo.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultSaver;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Saves the network of every candidate as {@code model-INDEX.zip}, whole or not at all. Arbiter's
 * {@code FileModelSaver} writes a directory of six files for each, which a kill may leave in parts.
 */
public final class ModelFiles implements ResultSaver {
  @JsonProperty private final String directory;

  /**
   * A saver.
   *
   * @param directory made when the first network is saved
   */
  public ModelFiles(Path directory) {
    this(directory.toString());
  }

  @JsonCreator
  private ModelFiles(@JsonProperty("directory") String directory) {
    this.directory = directory;
  }

  /**
   * Where the network of a candidate is.
   *
   * @param index the candidate
   * @return its file, whether it is there or not
   */
  public Path file(int index) {
    return Path.of(directory, "model-" + index + ".zip");
  }

  @Override
  public ResultReference saveModel(OptimizationResult result, Object model) throws IOException {
    Path file = file(result.getIndex());
    Files.createDirectories(file.toAbsolutePath().getParent());
    WholeFile.write(file, out -> ModelSerializer.writeModel((ComputationGraph) model, out, true));
    return new Saved(result, file);
  }

  @Override
  public List<Class<?>> getSupportedCandidateTypes() {
    return List.of(Object.class);
  }

  @Override
  public List<Class<?>> getSupportedModelTypes() {
    return List.of(ComputationGraph.class);
  }

  /** A network on disk. */
  private static final class Saved implements ResultReference {
    private final OptimizationResult result;
    private final Path file;

    Saved(OptimizationResult result, Path file) {
      this.result = result;
      this.file = file;
    }

    @Override
    public OptimizationResult getResult() {
      return result;
    }

    @Override
    public Object getResultModel() throws IOException {
      return ModelSerializer.restoreComputationGraph(file.toFile());
    }
  }
}
