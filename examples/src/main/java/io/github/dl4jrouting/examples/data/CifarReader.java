package io.github.dl4jrouting.examples.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads CIFAR-10 in its binary form: five files to train on and one to test on, a record an image,
 * which is the label and then 32×32 bytes of red, of green and of blue. See <a
 * href="https://www.cs.toronto.edu/~kriz/cifar.html">The CIFAR-10 dataset</a>, "Binary version".
 */
final class CifarReader {

  /** The file as it is published. */
  static final String ARCHIVE = "cifar-10-binary.tar.gz";

  /** How many images one of the six files holds. */
  static final int IMAGES = 10_000;

  static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final SampleShape SHAPE = new SampleShape(3, 32, 32);
  private static final String FOLDER = "cifar-10-batches-bin";
  private static final String ADVICE =
      "the file is damaged or not what its name says: fetch it again";
  private static final List<String> TRAIN =
      IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
  private static final String TEST = "test_batch.bin";

  private final int images;

  /** A reader of files that hold a known number of images. */
  CifarReader(int images) {
    this.images = images;
  }

  /**
   * Reads the six files.
   *
   * @param source the directory they are in, or one with the folder or the archive as they are
   *     published, or the archive itself
   * @throws DatasetException if a file is missing, unreadable or malformed
   */
  Dataset read(Path source) throws IOException {
    Path archive = Files.isRegularFile(source) ? source : source.resolve(ARCHIVE);
    Path directory = source;
    if (!Files.exists(source.resolve(TRAIN.get(0))) && Files.isDirectory(source.resolve(FOLDER))) {
      directory = source.resolve(FOLDER);
    }
    boolean unpacked = Files.exists(directory.resolve(TRAIN.get(0)));
    Map<String, byte[]> contents =
        !unpacked && Files.exists(archive) ? inArchive(archive) : inDirectory(directory);
    List<byte[]> train = TRAIN.stream().map(contents::get).toList();
    return new Dataset(
        "cifar10", samples(train), samples(List.of(contents.get(TEST))), CLASS_NAMES);
  }

  private Map<String, byte[]> inDirectory(Path directory) throws IOException {
    Map<String, byte[]> contents = new HashMap<>();
    for (String name : names()) {
      DataFile file = DataFile.in(directory, name);
      try (InputStream in = file.open()) {
        contents.put(name, content(file.name(), in));
      } catch (EOFException | ZipException e) {
        throw damaged(file.name(), "gzip stream", e);
      }
    }
    return contents;
  }

  private Map<String, byte[]> inArchive(Path archive) throws IOException {
    Map<String, byte[]> contents = new HashMap<>();
    DataFile file = DataFile.at(archive);
    try (InputStream in = file.open();
        TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextTarEntry();
          entry != null;
          entry = tar.getNextTarEntry()) {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (entry.isFile() && names().contains(name)) {
          contents.put(name, content(archive + ", " + entry.getName(), tar));
        }
      }
    } catch (DatasetException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) { // the latter by headers that are none
      throw damaged(archive.toString(), "tar archive, gzipped or not", e);
    }
    for (String name : names()) {
      if (!contents.containsKey(name)) {
        throw new DatasetException(
            archive.toString(),
            "an archive with " + name,
            "one without",
            "the binary version is needed, " + ARCHIVE + ", not the one for Python or MATLAB");
      }
    }
    return contents;
  }

  private static List<String> names() {
    return Stream.concat(TRAIN.stream(), Stream.of(TEST)).toList();
  }

  private static DatasetException damaged(String where, String what, Exception e) {
    return new DatasetException(
        where,
        "a whole " + what,
        "a truncated or damaged one (" + e.getMessage() + ")",
        "fetch it again");
  }

  private byte[] content(String where, InputStream in) throws IOException {
    int record = 1 + SHAPE.features();
    int expected = images * record;
    byte[] bytes = in.readNBytes(expected);
    if (bytes.length < expected || in.read() >= 0) {
      throw new DatasetException(
          where,
          expected + " bytes, " + images + " records of " + record,
          bytes.length == 0
              ? "an empty file"
              : bytes.length < expected ? "only " + bytes.length : "more",
          ADVICE);
    }
    for (int i = 0; i < images; i++) {
      int label = bytes[i * record] & 0xff;
      if (label >= CLASS_NAMES.size()) {
        throw new DatasetException(
            where,
            "labels from 0 to " + (CLASS_NAMES.size() - 1),
            label + " in record " + i,
            ADVICE);
      }
    }
    return bytes;
  }

  private ImageSamples samples(List<byte[]> files) {
    int features = SHAPE.features();
    byte[][] pixels = new byte[files.size() * images][];
    int[] labels = new int[pixels.length];
    int next = 0;
    for (byte[] file : files) {
      for (int start = 0; start < file.length; start += 1 + features, next++) {
        labels[next] = file[start];
        pixels[next] = Arrays.copyOfRange(file, start + 1, start + 1 + features);
      }
    }
    return new ImageSamples(SHAPE, pixels, labels);
  }
}
