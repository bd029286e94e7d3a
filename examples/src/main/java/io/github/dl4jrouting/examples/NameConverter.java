package io.github.dl4jrouting.examples;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of some values by what {@code toString} calls it. */
class NameConverter<T> implements ITypeConverter<T> {

  private final T[] values;

  NameConverter(T[] values) {
    this.values = values;
  }

  @Override
  public T convert(String name) {
    return Stream.of(values)
        .filter(value -> value.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException("expected " + names() + ", found '" + name + "'"));
  }

  private String names() {
    List<String> names = Stream.of(values).map(Object::toString).toList();
    int last = names.size() - 1;
    return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }
}
