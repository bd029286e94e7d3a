package io.github.dl4jrouting.examples.zoo;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dl4jrouting.analysis.CostModel;
import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.report.TextTable;
import io.github.dl4jrouting.examples.zoo.EvaluationResult.Network;
import io.github.dl4jrouting.zoo.RoutedZoo;
import io.github.dl4jrouting.zoo.RoutedZooModel;
import io.github.dl4jrouting.zoo.Routing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.PretrainedType;

/**
 * The models of the zoo; {@code result.json} is this, component by component.
 *
 * @param command {@code models}
 * @param commandLine what to type for it
 * @param dataset what those with weights were measured on
 * @param testSamples how many samples that are
 * @param models a row for each dense twin and each routed network
 * @param environment what it ran on
 */
public record ModelTable(
    String command,
    String commandLine,
    String dataset,
    int testSamples,
    List<Row> models,
    Environment environment) {

  private static final String NOTHING = "-";

  /**
   * One network.
   *
   * @param model name of the model
   * @param routing what decides
   * @param parameters number of trained numbers
   * @param macsPerSample multiply-accumulates for a sample: the mean, where there are weights, or
   *     else with every block computed
   * @param accuracy share of samples classified right; absent without weights
   * @param latencyMs median times of a call; absent without weights
   * @param file the trained weights in the zoo's jar; absent without
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      String model,
      String routing,
      long parameters,
      double macsPerSample,
      Double accuracy,
      EvaluationResult.Latency latencyMs,
      String file) {}

  /**
   * Measures what has weights, and counts the rest.
   *
   * @param data to measure on
   * @param rounds of timing
   * @param commandLine what to type for it
   * @return the table
   * @throws IOException if weights cannot be read
   */
  public static ModelTable of(Dataset data, int rounds, String commandLine) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (RoutedZooModel<?> model : RoutedZoo.models()) {
      Optional<TrainableModel> trainable =
          Arrays.stream(TrainableModel.values())
              .filter(one -> one.toString().equals(model.getClass().getSimpleName()))
              .filter(one -> one.model(one.routing()).pretrainedAvailable(PretrainedType.MNIST))
              .findFirst();
      if (trainable.isPresent()) {
        rows.addAll(measured(trainable.get(), data, rounds));
      } else {
        rows.add(counted(model, Routing.NONE));
        rows.add(counted(model, Routing.ROUTERS));
      }
    }
    return new ModelTable(
        "models",
        commandLine,
        data.name(),
        data.test().size(),
        List.copyOf(rows),
        Environment.current());
  }

  private static List<Row> measured(TrainableModel model, Dataset data, int rounds)
      throws IOException {
    RoutedZooModel<?> dense = model.model(Routing.NONE);
    RoutedZooModel<?> routed = model.model(model.routing());
    Evaluation.Measured measured =
        new Evaluation(RecipeData.toMeasure(model.prepared(data), model.images()), rounds)
            .of(
                (ComputationGraph) dense.initPretrained(PretrainedType.MNIST),
                (ComputationGraph) routed.initPretrained(PretrainedType.MNIST));
    return List.of(row(model, dense, measured.dense()), row(model, routed, measured.routed()));
  }

  private static Row row(TrainableModel model, RoutedZooModel<?> zooModel, Network network) {
    String url = zooModel.pretrainedUrl(PretrainedType.MNIST);
    return new Row(
        model.toString(),
        zooModel.routing().toString(),
        network.parameters(),
        network.macsPerSample(),
        network.accuracy(),
        network.latencyMs(),
        url.substring(url.lastIndexOf('/') + 1));
  }

  private static Row counted(RoutedZooModel<?> model, Routing routing) {
    RoutedZooModel<?> wanted = model.toBuilder().routing(routing).build();
    ComputationGraph network = wanted.init();
    return new Row(
        model.getClass().getSimpleName(),
        routing.toString(),
        network.numParams(),
        CostModel.of(network, wanted.inputType()).total(),
        null,
        null,
        null);
  }

  @Override
  public String toString() {
    TextTable table =
        new TextTable(
            List.of(
                "model",
                "routing",
                "parameters",
                "accuracy",
                "MACs",
                "batch 1",
                "one thread",
                "batch 64",
                "file"));
    for (Row row : models) {
      boolean trained = row.accuracy() != null;
      table.row(
          List.of(
              row.model(),
              row.routing(),
              String.format(Locale.ROOT, "%,d", row.parameters()),
              trained ? String.format(Locale.ROOT, "%.2f %%", 100 * row.accuracy()) : NOTHING,
              String.format(Locale.ROOT, "%,.0f", row.macsPerSample()),
              trained ? millis(row.latencyMs().batch1()) : NOTHING,
              trained ? millis(row.latencyMs().batch1OneThread()) : NOTHING,
              trained ? millis(row.latencyMs().batch64()) : NOTHING,
              trained ? row.file() : NOTHING));
    }
    return table.toString();
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.3f ms", millis);
  }
}
