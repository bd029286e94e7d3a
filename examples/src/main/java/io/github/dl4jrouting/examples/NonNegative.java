package io.github.dl4jrouting.examples;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a finite number from 0 on. */
final class NonNegative implements ITypeConverter<Double> {

  @Override
  public Double convert(String text) {
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw new TypeConversionException("expected a finite number from 0 on, found '" + text + "'");
  }
}
