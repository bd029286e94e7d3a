package io.github.dl4jrouting.zoo.search.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * One of several constants. Arbiter's own {@code DiscreteParameterSpace} comes back from JSON with
 * strings for constants.
 *
 * @param <E> an enum
 */
public final class EnumSpace<E extends Enum<E>> extends DiscreteParameterSpace<E> {
  @JsonProperty private final Class<E> type;

  /**
   * A space of constants.
   *
   * @param type the enum
   * @param values those to choose from, at least one
   * @throws IllegalArgumentException if there are none
   */
  public EnumSpace(Class<E> type, Collection<E> values) {
    super(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected at least one constant of " + type.getSimpleName() + ", found none");
    }
    this.type = type;
  }

  @JsonCreator
  private static <E extends Enum<E>> EnumSpace<E> fromNames(
      @JsonProperty("type") Class<E> type, @JsonProperty("values") List<String> names) {
    return new EnumSpace<>(type, names.stream().map(name -> Enum.valueOf(type, name)).toList());
  }

  /**
   * A space of constants.
   *
   * @param <E> an enum
   * @param first one of them
   * @param others more
   * @return the space
   */
  @SafeVarargs
  public static <E extends Enum<E>> EnumSpace<E> of(E first, E... others) {
    List<E> values = new ArrayList<>(List.of(first));
    values.addAll(Arrays.asList(others));
    return new EnumSpace<>(first.getDeclaringClass(), values);
  }
}
