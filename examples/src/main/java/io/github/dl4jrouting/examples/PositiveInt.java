package io.github.dl4jrouting.examples;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a count of something there has to be at least one of. */
final class PositiveInt implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String text) {
    try {
      int value = Integer.parseInt(text);
      if (value >= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number that is too small
    }
    throw new TypeConversionException(
        "expected a whole number from 1 to " + Integer.MAX_VALUE + ", found '" + text + "'");
  }
}
