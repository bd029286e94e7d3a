package io.github.dl4jrouting.analysis;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/**
 * How many steps the sequences have that vertices make. DL4J's types forget it where both
 * directions of a recurrent layer are joined, and where sequences are taken apart into a row for
 * each step.
 */
final class Steps {
  /** By vertex; of those whose number of steps is known. */
  private final Map<String, Long> lengths = new HashMap<>();

  /** Those of them that have a row for each step. */
  private final Set<String> rows = new HashSet<>();

  private Steps() {}

  /**
   * Of a network.
   *
   * @param types by vertex, as DL4J has them, each after those of what it reads
   */
  static Steps of(ComputationGraphConfiguration configuration, Map<String, InputType> types) {
    Steps steps = new Steps();
    Set<String> pooled = PooledSteps.of(configuration, types);
    types.forEach(
        (name, type) -> {
          if (pooled.contains(name)) {
            return;
          }
          List<String> inputs = configuration.getVertexInputs().getOrDefault(name, List.of());
          if (type instanceof InputType.InputTypeRecurrent sequences) {
            steps.addLength(name, sequences.getTimeSeriesLength(), inputs);
          } else if (type instanceof InputType.InputTypeFeedForward) {
            boolean apart =
                configuration.getVertices().get(name) instanceof LayerVertex layer
                    && layer.getPreProcessor() instanceof RnnToFeedForwardPreProcessor;
            steps.addRows(name, inputs, apart);
          }
        });
    return steps;
  }

  private void addLength(String name, long length, List<String> inputs) {
    if (length > 0) {
      lengths.put(name, length);
      return;
    }
    inputs.stream()
        .filter(lengths::containsKey)
        .findFirst()
        .ifPresent(input -> lengths.put(name, lengths.get(input)));
  }

  private void addRows(String name, List<String> inputs, boolean apart) {
    if (!inputs.isEmpty() && (apart ? lengths.keySet() : rows).containsAll(inputs)) {
      lengths.put(name, lengths.get(inputs.get(0)));
      rows.add(name);
    }
  }

  /** A type of what a vertex makes, with the length that was forgotten. */
  InputType whole(String name, InputType type) {
    return type instanceof InputType.InputTypeRecurrent sequences
            && sequences.getTimeSeriesLength() <= 0
            && lengths.containsKey(name)
        ? InputType.recurrent(sequences.getSize(), lengths.get(name), sequences.getFormat())
        : type;
  }

  /** How many rows of a sample a vertex computes: one, or one for each step. */
  long rows(String name) {
    return rows.contains(name) ? lengths.get(name) : 1;
  }
}
