package io.github.dl4jrouting.examples;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a count of something that there may be none of. */
final class NonNegativeInt implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String text) {
    try {
      int value = Integer.parseInt(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number that is too small
    }
    throw new TypeConversionException(
        "expected a whole number from 0 to " + Integer.MAX_VALUE + ", found '" + text + "'");
  }
}
