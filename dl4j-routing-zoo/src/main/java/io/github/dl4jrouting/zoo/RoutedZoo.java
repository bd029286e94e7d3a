package io.github.dl4jrouting.zoo;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.deeplearning4j.zoo.ZooModel;

/**
 * Every model of this zoo, found by {@link ServiceLoader}: those of this module, and those that
 * other jars on the class path register under {@code
 * META-INF/services/org.deeplearning4j.zoo.ZooModel}.
 *
 * <pre>{@code
 * ComputationGraph routed =
 *     RoutedZoo.model("RoutedResNet").toBuilder().routing(Routing.ROUTERS).build().init();
 * }</pre>
 */
public final class RoutedZoo {
  private RoutedZoo() {}

  /**
   * All models, each with its defaults.
   *
   * @return new ones, by name
   */
  public static List<RoutedZooModel<?>> models() {
    return ServiceLoader.load(ZooModel.class).stream()
        .filter(provider -> RoutedZooModel.class.isAssignableFrom(provider.type()))
        .<RoutedZooModel<?>>map(provider -> (RoutedZooModel<?>) provider.get())
        .sorted(Comparator.comparing(RoutedZoo::name))
        .toList();
  }

  /**
   * One model.
   *
   * @param name simple name of its class, in upper or lower case
   * @return a new one with its defaults
   * @throws IllegalArgumentException if there is none of that name
   */
  public static RoutedZooModel<?> model(String name) {
    List<RoutedZooModel<?>> models = models();
    return models.stream()
        .filter(model -> name(model).equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Expected the name of a model, found \""
                        + name
                        + "\"; known: "
                        + models.stream().map(RoutedZoo::name).collect(Collectors.joining(", "))));
  }

  private static String name(RoutedZooModel<?> model) {
    return model.getClass().getSimpleName();
  }
}
