package io.github.dl4jrouting.examples.data;

import io.github.dl4jrouting.examples.data.download.Publication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The data sets that the command line knows by name. */
public enum KnownDataset {
  /** An even subset of MNIST in the jar: 10,000 training and 2,000 test images, 28×28. */
  DIGITS_EMBEDDED(Optional.empty(), Names.DIGITS),
  /** The whole of MNIST: 60,000 / 10,000 handwritten digits, 28×28. */
  MNIST(Optional.of(Publications.MNIST), Names.DIGITS),
  /** Fashion-MNIST: 60,000 / 10,000 pictures of clothes, 28×28. */
  FASHION_MNIST(Optional.of(Publications.FASHION_MNIST), Names.CLOTHES),
  /** CIFAR-10: 50,000 / 10,000 colour pictures of things and animals, 32×32. */
  CIFAR10(Optional.of(Publications.CIFAR10), CifarReader.CLASS_NAMES),
  /** Gaussian clusters drawn anew from a seed; see {@link GaussianClusters}. */
  SYNTHETIC(Optional.empty(), GaussianClusters.CLASS_NAMES);

  /** What the classes are called. */
  private static final class Names {
    private static final List<String> DIGITS =
        List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    private static final List<String> CLOTHES =
        List.of(
            "T-shirt/top",
            "trouser",
            "pullover",
            "dress",
            "coat",
            "sandal",
            "shirt",
            "sneaker",
            "bag",
            "ankle boot");
  }

  private static final String EMBEDDED = "/mnist-10k/";

  private final Optional<Publication> publication;
  private final List<String> classNames;

  KnownDataset(Optional<Publication> publication, List<String> classNames) {
    this.publication = publication;
    this.classNames = classNames;
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
   * The files that hold it.
   *
   * @return where they are published; empty for a data set that needs no files
   */
  public Optional<Publication> publication() {
    return publication;
  }

  /**
   * Reads the data set.
   *
   * @param directory where the files are, under their standard names, raw or gzipped; empty for a
   *     data set that needs none
   * @return the samples
   * @throws DatasetException if a file is missing, unreadable or malformed
   * @throws IOException if reading fails otherwise
   */
  public Dataset load(Optional<Path> directory) throws IOException {
    if (publication.isPresent() && directory.isEmpty()) {
      throw new DatasetException(
          id(), "a directory with its files", "none", "name it with --data-dir");
    }
    if (publication.isEmpty() && directory.isPresent()) {
      throw new DatasetException(
          id(),
          "no --data-dir, for it needs no files",
          directory.get().toString(),
          "leave --data-dir away or choose the data set with --dataset");
    }
    return switch (this) {
      case DIGITS_EMBEDDED, MNIST, FASHION_MNIST -> idx(directory);
      case CIFAR10 -> new CifarReader(CifarReader.IMAGES).read(directory.orElseThrow());
      case SYNTHETIC -> GaussianClusters.draw(SplitSettings.DEFAULT_SEED);
    };
  }

  private Dataset idx(Optional<Path> directory) throws IOException {
    Samples train = part("train", directory);
    Samples test = part("t10k", directory);
    if (!train.shape().equals(test.shape())) {
      throw new DatasetException(
          id(),
          "test images of the training images' shape " + train.shape(),
          test.shape().toString(),
          "use the four files of one data set");
    }
    return new Dataset(id(), train, test, classNames);
  }

  @Override
  public String toString() {
    return id();
  }

  private Samples part(String part, Optional<Path> directory) throws IOException {
    String images = part + "-images-idx3-ubyte";
    String labels = part + "-labels-idx1-ubyte";
    if (directory.isEmpty()) {
      return IdxReader.read(
          DataFile.resource(EMBEDDED + images + ".gz"),
          DataFile.resource(EMBEDDED + labels + ".gz"),
          classNames.size());
    }
    return IdxReader.read(
        DataFile.in(directory.get(), images),
        DataFile.in(directory.get(), labels),
        classNames.size());
  }
}
