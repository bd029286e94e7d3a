package io.github.dl4jrouting.examples.zoo;

import io.github.dl4jrouting.examples.data.Dataset;
import io.github.dl4jrouting.examples.data.DatasetException;
import io.github.dl4jrouting.examples.measure.Median;
import io.github.dl4jrouting.examples.report.Environment;
import io.github.dl4jrouting.examples.zoo.StepTimesResult.Row;
import io.github.dl4jrouting.zoo.recipe.RecipeStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Times joint training steps of routed models beside steps of their dense twins: of both by turns,
 * on the same mini-batches, as the recipes train from new weights on, from the second epoch on.
 *
 * @param models what to time
 * @param data what to train on
 * @param seconds how long each model is timed; the first half of it does not count
 * @param seed start of all randomness
 * @param threads how many threads train
 * @param commandLine what to type for it
 */
public record StepTimes(
    List<TrainableModel> models,
    Dataset data,
    int seconds,
    long seed,
    int threads,
    String commandLine) {

  /** Early exits learn from deep classifiers from here on at the latest. */
  private static final int EPOCH = 2;

  /**
   * Numbers in all mini-batches, 256 MB. A network that sees the same few again and again learns
   * them by heart; then its gradients become so small that a processor is slow with them.
   */
  private static final long MOST_NUMBERS = 64_000_000;

  private static final int FEWEST_STEPS = 4;
  private static final double NANOS_A_SECOND = 1e9;
  private static final double NANOS_A_MILLI = 1e6;

  /**
   * Times all models.
   *
   * @param told hears which is next
   * @return what is in result.json
   * @throws DatasetException if a model cannot take the data
   */
  public StepTimesResult run(Consumer<String> told) throws DatasetException {
    List<Row> rows = new ArrayList<>();
    for (TrainableModel model : models) {
      told.accept("Timing " + model + " for " + seconds + " seconds");
      rows.add(row(model));
    }
    return new StepTimesResult(
        "step-time",
        commandLine,
        data.name(),
        threads,
        seconds,
        List.copyOf(rows),
        Environment.current());
  }

  private Row row(TrainableModel model) throws DatasetException {
    RecipeData samples = samples(model);
    List<DataSet> batches = batches(samples, model.batch());
    RecipeStep dense = step(model, samples, false);
    RecipeStep routed = step(model, samples, true);
    List<Double> denseTimes = new ArrayList<>();
    List<Double> routedTimes = new ArrayList<>();
    long start = System.nanoTime();
    for (int pair = 0; secondsSince(start) < seconds || denseTimes.size() < FEWEST_STEPS; pair++) {
      DataSet batch = batches.get(pair % batches.size());
      boolean denseFirst = pair % 2 == 0; // so that neither always follows the other
      double first = millis(denseFirst ? dense : routed, batch);
      double second = millis(denseFirst ? routed : dense, batch);
      if (secondsSince(start) > seconds / 2.0) {
        denseTimes.add(denseFirst ? first : second);
        routedTimes.add(denseFirst ? second : first);
      }
    }
    double denseMs = Median.of(denseTimes);
    double routedMs = Median.of(routedTimes);
    return new Row(
        model.toString(), model.batch(), denseTimes.size(), denseMs, routedMs, routedMs / denseMs);
  }

  private RecipeData samples(TrainableModel model) throws DatasetException {
    Dataset prepared = model.prepared(data);
    return new RecipeData(
        prepared,
        prepared.test(),
        model.images(),
        model.batch(),
        model.epochSamples(),
        model.shift(),
        seed);
  }

  private RecipeStep step(TrainableModel model, RecipeData samples, boolean routed) {
    return new RecipeStep(
        model.recipe(samples.data(), routed, model.epochs(), seed), samples.batches());
  }

  /** Made before the clock starts, for reading samples costs both twins the same. */
  private static List<DataSet> batches(RecipeData samples, int size) {
    List<DataSet> batches = new ArrayList<>();
    var epoch = samples.epoch(EPOCH);
    long numbers = 0;
    while (epoch.hasNext() && numbers < MOST_NUMBERS) {
      DataSet batch = epoch.next();
      if (batches.isEmpty() || batch.numExamples() == size) {
        batches.add(batch);
        numbers += batch.getFeatures().length();
      }
    }
    return batches;
  }

  private static double millis(RecipeStep step, DataSet batch) {
    long start = System.nanoTime();
    step.fit(batch, EPOCH);
    return (System.nanoTime() - start) / NANOS_A_MILLI;
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / NANOS_A_SECOND;
  }
}
