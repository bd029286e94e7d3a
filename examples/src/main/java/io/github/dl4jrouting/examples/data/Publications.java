package io.github.dl4jrouting.examples.data;

import io.github.dl4jrouting.examples.data.download.Checksum;
import io.github.dl4jrouting.examples.data.download.Publication;
import io.github.dl4jrouting.examples.data.download.PublishedFile;
import java.net.URI;
import java.util.List;

/**
 * Where the well-known data sets are published. Their SHA-256 are known for the unzipped files of
 * MNIST and for the packed ones of the others.
 */
final class Publications {

  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

  static final Publication MNIST =
      new Publication(
          "mnist",
          List.of(
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
          List.of(
              unzipped(
                  TRAIN_IMAGES,
                  9_912_422,
                  "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
              unzipped(
                  TRAIN_LABELS,
                  28_881,
                  "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
              unzipped(
                  TEST_IMAGES,
                  1_648_877,
                  "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
              unzipped(
                  TEST_LABELS,
                  4_542,
                  "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")));

  static final Publication FASHION_MNIST =
      new Publication(
          "fashion-mnist",
          List.of(
              URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
              URI.create(
                  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/")),
          List.of(
              packed(
                  TRAIN_IMAGES,
                  26_421_880,
                  "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
              packed(
                  TRAIN_LABELS,
                  29_515,
                  "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
              packed(
                  TEST_IMAGES,
                  4_422_102,
                  "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
              packed(
                  TEST_LABELS,
                  5_148,
                  "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));

  static final Publication CIFAR10 =
      new Publication(
          "cifar10",
          List.of(URI.create("https://www.cs.toronto.edu/~kriz/")),
          List.of(
              packed(
                  CifarReader.ARCHIVE,
                  170_052_171,
                  "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")));

  private Publications() {}

  private static PublishedFile unzipped(String name, long bytes, String sha256) {
    return new PublishedFile(name, bytes, new Checksum(Checksum.Of.UNZIPPED_CONTENT, sha256));
  }

  private static PublishedFile packed(String name, long bytes, String sha256) {
    return new PublishedFile(name, bytes, new Checksum(Checksum.Of.FILE, sha256));
  }
}
