package io.github.dl4jrouting.examples.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The data sets that the command line knows by name. */
public enum KnownDataset {
  /** An even subset of MNIST in the jar: 10,000 training and 2,000 test images, 28×28. */
  DIGITS_EMBEDDED(false),
  /** The whole of MNIST: 60,000 / 10,000 handwritten digits, from a directory. */
  MNIST(true),
  /** Fashion-MNIST: 60,000 / 10,000 pictures of clothes, from a directory. */
  FASHION_MNIST(true);

  private static final int CLASSES = 10;
  private static final String EMBEDDED = "/mnist-10k/";

  private final boolean needsDirectory;

  KnownDataset(boolean needsDirectory) {
    this.needsDirectory = needsDirectory;
  }

  /**
   * Finds a data set by the name that users type.
   *
   * @param id for instance {@code fashion-mnist}
   * @return the data set
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static KnownDataset byId(String id) {
    return Arrays.stream(values())
        .filter(known -> known.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected one of "
                        + Arrays.stream(values())
                            .map(KnownDataset::id)
                            .collect(Collectors.joining(", "))
                        + ", found '"
                        + id
                        + "'"));
  }

  /**
   * Name on the command line.
   *
   * @return lower case, with hyphens
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether the files have to come from a directory of the user's.
   *
   * @return false for a data set inside the jar
   */
  public boolean needsDirectory() {
    return needsDirectory;
  }

  /**
   * Reads the data set.
   *
   * @param directory where the files are, under their standard names, raw or gzipped; empty for a
   *     data set inside the jar
   * @return the samples
   * @throws DatasetException if a file is missing, unreadable or malformed
   * @throws IOException if reading fails otherwise
   */
  public Dataset load(Optional<Path> directory) throws IOException {
    if (needsDirectory && directory.isEmpty()) {
      throw new DatasetException(
          id(), "a directory with its IDX files", "none", "name it with --data-dir");
    }
    if (!needsDirectory && directory.isPresent()) {
      throw new DatasetException(
          id(),
          "no --data-dir, for it is inside the jar",
          directory.get().toString(),
          "leave --data-dir away or choose the data set with --dataset");
    }
    Samples train = part("train", directory);
    Samples test = part("t10k", directory);
    if (!train.shape().equals(test.shape())) {
      throw new DatasetException(
          id(),
          "test images of the training images' shape " + train.shape(),
          test.shape().toString(),
          "use the four files of one data set");
    }
    return new Dataset(id(), train, test, CLASSES);
  }

  @Override
  public String toString() {
    return id();
  }

  private static Samples part(String part, Optional<Path> directory) throws IOException {
    String images = part + "-images-idx3-ubyte";
    String labels = part + "-labels-idx1-ubyte";
    if (directory.isEmpty()) {
      return IdxReader.read(
          DataFile.resource(EMBEDDED + images + ".gz"),
          DataFile.resource(EMBEDDED + labels + ".gz"),
          CLASSES);
    }
    return IdxReader.read(
        DataFile.in(directory.get(), images), DataFile.in(directory.get(), labels), CLASSES);
  }
}
