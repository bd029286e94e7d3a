package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.ResultJson;
import io.github.dl4jrouting.zoo.RoutedZooModel;
import io.github.dl4jrouting.zoo.Routing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.deeplearning4j.zoo.PretrainedType;

/**
 * Measures a trained model of the zoo beside its dense twin, without training.
 *
 * @param model what to measure
 * @param data the samples
 * @param trained directory that a training wrote into; empty for the weights that come with the zoo
 * @param threads how many threads compute outside the engine
 * @param rounds of timing
 * @param commandLine what to type for it
 */
public record ZooEvaluation(
    TrainableModel model,
    Dataset data,
    Optional<Path> trained,
    int threads,
    int rounds,
    String commandLine) {

  /**
   * Measures and writes.
   *
   * @param directory receives result.json
   * @return what is in it
   * @throws IOException if a network cannot be read, or the file not written
   * @throws IllegalStateException if no weights come with the zoo, or they do not fit the data
   */
  public EvaluationResult run(Path directory) throws IOException {
    ComputationGraph dense = network(Routing.NONE, ZooTraining.DENSE);
    ComputationGraph routed = network(model.routing(), ZooTraining.ROUTED);
    RecipeData samples = RecipeData.toMeasure(model.prepared(data), model.images());
    Evaluation.Measured measured;
    try {
      measured = new Evaluation(samples, rounds).of(dense, routed);
    } catch (IllegalArgumentException e) { // the engine's word on samples of another shape
      throw new IllegalStateException(
          e.getMessage() + " Choose the data that " + model + " was trained on with --dataset.", e);
    }
    EvaluationResult result =
        new EvaluationResult(
            "evaluate",
            commandLine,
            model.toString(),
            trained.map(Path::toString).orElse("pretrained"),
            data.name(),
            data.test().size(),
            null,
            null,
            null,
            threads,
            measured.dense(),
            measured.routed(),
            measured.accuracyGap(),
            measured.speedup(),
            measured.inputDependence(),
            measured.gates(),
            Environment.current(),
            null);
    ResultJson.write(directory.resolve("result.json"), result);
    return result;
  }

  private ComputationGraph network(Routing routing, String file) throws IOException {
    if (trained.isPresent()) {
      Path path = trained.get().resolve(file);
      if (!Files.exists(path)) {
        throw new NoSuchFileException(path.toString());
      }
      return ModelSerializer.restoreComputationGraph(path.toFile(), false);
    }
    RoutedZooModel<?> zooModel = model.model(routing);
    if (!zooModel.pretrainedAvailable(PretrainedType.MNIST)) {
      throw new IllegalStateException(
          model
              + ": expected weights that come with the zoo, found none; train it with `train --model "
              + model
              + " --output DIR` and name DIR with --trained");
    }
    return (ComputationGraph) zooModel.initPretrained(PretrainedType.MNIST);
  }
}
