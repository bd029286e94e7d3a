package io.github.dl4jrouting.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Holds a builder to its word, after airlift's {@code ConfigAssertions.assertFullMapping}: every
 * property that the library's builder declares is set to something other than its default, shows in
 * {@code equals}, and survives JSON. A property without a line in the test fails it.
 *
 * @param <B> the builder
 */
final class FullMapping<B> {
  private record Property<B>(String name, Consumer<B> set) {}

  private final Supplier<B> builder;
  private final Function<B, Object> build;
  private final List<Property<B>> properties = new ArrayList<>();

  FullMapping(Supplier<B> builder, Function<B, Object> build) {
    this.builder = builder;
    this.build = build;
  }

  /** One property, by the name of its builder method, and a value that is not its default. */
  FullMapping<B> with(String name, Consumer<B> set) {
    properties.add(new Property<>(name, set));
    return this;
  }

  void assertFull() throws JsonProcessingException {
    Set<String> covered = new TreeSet<>();
    properties.forEach(property -> covered.add(property.name()));
    assertThat(covered).as("properties with a line in the test").isEqualTo(declared());
    Object unset = build.apply(builder.get());
    assertThat(build.apply(builder.get())).isEqualTo(unset).hasSameHashCodeAs(unset);
    assertThat(throughJson(unset)).isEqualTo(unset);
    for (Property<B> property : properties) {
      B changed = builder.get();
      property.set().accept(changed);
      B again = builder.get();
      property.set().accept(again);
      Object built = build.apply(changed);
      assertThat(built).as("%s changes what is built", property.name()).isNotEqualTo(unset);
      assertThat(unset).as("%s, from the other side", property.name()).isNotEqualTo(built);
      assertThat(build.apply(again))
          .as("%s set alike", property.name())
          .isEqualTo(built)
          .hasSameHashCodeAs(built);
      assertThat(throughJson(built)).as("%s in JSON", property.name()).isEqualTo(built);
    }
  }

  /** The methods that the library's own builder classes declare, but for build(). */
  private Set<String> declared() {
    Set<String> names = new TreeSet<>();
    for (Class<?> type = builder.get().getClass();
        type.getName().startsWith("io.github.dl4jrouting");
        type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers())
            && !method.isSynthetic()
            && !method.getName().equals("build")) {
          names.add(method.getName());
        }
      }
    }
    return names;
  }

  private static Object throughJson(Object built) throws JsonProcessingException {
    ObjectMapper mapper = JsonMappers.getMapper();
    return mapper.readValue(mapper.writeValueAsString(built), built.getClass());
  }
}
