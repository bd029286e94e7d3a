package io.github.dl4jrouting.examples;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a share between nothing and everything, neither included. */
final class Share implements ITypeConverter<Double> {

  @Override
  public Double convert(String text) {
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && value < 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw new TypeConversionException(
        "expected a share above 0 and below 1 (0.005 is half a point), found '" + text + "'");
  }
}
