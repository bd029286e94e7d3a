package io.github.dl4jrouting.analysis;

import io.github.dl4jrouting.frozen.Unfrozen;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Vertices that make rows where DL4J's types say sequences: sequences that a {@link
 * GlobalPoolingLayer} pooled over all steps are sequences for it still, and so is what is made of
 * such rows by vertices that pass on what they get.
 */
public final class PooledSteps {
  private PooledSteps() {}

  /**
   * The names of those vertices.
   *
   * @param configuration a network
   * @param types by vertex, as DL4J has them, each after those of what it reads
   * @return names
   */
  public static Set<String> of(
      ComputationGraphConfiguration configuration, Map<String, InputType> types) {
    Set<String> pooled = new HashSet<>();
    types.forEach(
        (name, type) -> {
          List<String> inputs = configuration.getVertexInputs().get(name);
          if (inputs == null || !(type instanceof InputType.InputTypeRecurrent)) {
            return;
          }
          Optional<Layer> layer = Unfrozen.layer(configuration, name);
          boolean isPooling =
              layer.isPresent()
                  && layer.get() instanceof GlobalPoolingLayer pooling
                  && pooling.isCollapseDimensions();
          boolean readsRows =
              inputs.stream()
                  .allMatch(
                      input ->
                          pooled.contains(input)
                              || types.get(input) instanceof InputType.InputTypeFeedForward);
          if (isPooling || readsRows && inputs.stream().anyMatch(pooled::contains)) {
            pooled.add(name);
          }
        });
    return pooled;
  }

  /**
   * The type of such a vertex.
   *
   * @param type DL4J's
   * @return rows of as many features
   */
  public static InputType rows(InputType type) {
    return InputType.feedForward(((InputType.InputTypeRecurrent) type).getSize());
  }
}
