package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.zoo.TrainableModel;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a model of the zoo. */
final class ModelNameConverter implements ITypeConverter<TrainableModel> {

  ModelNameConverter() {}

  @Override
  public TrainableModel convert(String name) {
    try {
      return TrainableModel.byName(name);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** All names. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(TrainableModel.values()).map(TrainableModel::toString).iterator();
    }
  }
}
