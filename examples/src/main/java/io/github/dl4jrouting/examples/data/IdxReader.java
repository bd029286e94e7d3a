package io.github.dl4jrouting.examples.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Reads pairs of IDX files, the format of MNIST: big-endian magic number (0x803 for images, 0x801
 * for labels), one 32-bit size a dimension, then unsigned bytes. Files may be gzipped, whatever
 * they are called. See <a href="http://yann.lecun.com/exdb/mnist/">The MNIST database</a>, "File
 * formats".
 */
public final class IdxReader {

  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;
  private static final String ADVICE =
      "the file is damaged or not what its name says: fetch it again";

  private IdxReader() {}

  /**
   * Reads images and their labels.
   *
   * @param images path of the images' file, raw or gzipped
   * @param labels path of the labels' file, raw or gzipped
   * @param classes labels must be below this
   * @return the labelled images, pixels scaled to 0..1
   * @throws DatasetException if a file is missing, unreadable or malformed, or the two do not match
   * @throws IOException if reading fails otherwise
   */
  public static ImageSamples read(Path images, Path labels, int classes) throws IOException {
    return read(DataFile.at(images), DataFile.at(labels), classes);
  }

  static ImageSamples read(DataFile imageFile, DataFile labelFile, int classes) throws IOException {
    Content images = content(imageFile, IMAGES_MAGIC, "images", 3);
    Content labels = content(labelFile, LABELS_MAGIC, "labels", 1);
    if (images.sizes[0] != labels.sizes[0]) {
      throw new DatasetException(
          labelFile.name(),
          images.sizes[0] + " labels, one for each image of " + imageFile.name(),
          String.valueOf(labels.sizes[0]),
          "use the two files of one data set");
    }
    for (int i = 0; i < labels.bytes.length; i++) {
      int label = labels.bytes[i] & 0xff;
      if (label >= classes) {
        throw new DatasetException(
            labelFile.name(),
            "labels from 0 to " + (classes - 1),
            label + " at index " + i,
            ADVICE);
      }
    }
    SampleShape shape = new SampleShape(1, images.sizes[1], images.sizes[2]);
    return new ImageSamples(shape, images.bytes, labels.bytes);
  }

  /** What a file holds after its header. */
  private record Content(int[] sizes, byte[] bytes) {}

  private static Content content(DataFile file, int magic, String what, int dimensions)
      throws IOException {
    try (DataInputStream in = new DataInputStream(file.open())) {
      int[] sizes = header(file, in, magic, what, dimensions);
      long expected = 1;
      for (int size : sizes) {
        expected *= size; // below 2^61, by the limits in header()
      }
      if (expected > Integer.MAX_VALUE - 8) {
        throw new DatasetException(
            file.name(), "at most 2 GiB of " + what, expected + " bytes", ADVICE);
      }
      byte[] bytes = in.readNBytes((int) expected);
      if (bytes.length < expected) {
        throw new DatasetException(
            file.name(),
            expected + " bytes of " + what + " after the header",
            "only " + bytes.length,
            "the file is truncated: fetch it again");
      }
      if (in.read() >= 0) {
        throw new DatasetException(
            file.name(), expected + " bytes of " + what + " after the header", "more", ADVICE);
      }
      return new Content(sizes, bytes);
    } catch (EOFException | ZipException e) {
      throw new DatasetException(
          file.name(),
          "a whole gzip stream",
          "a truncated or damaged one (" + e.getMessage() + ")",
          "fetch it again");
    }
  }

  private static int[] header(
      DataFile file, DataInputStream in, int magic, String what, int dimensions)
      throws IOException {
    int length = 4 + 4 * dimensions;
    byte[] header = in.readNBytes(length);
    if (header.length >= 4 && intAt(header, 0) != magic) {
      throw new DatasetException(
          file.name(),
          String.format("an IDX file of %s with the magic number 0x%08x", what, magic),
          String.format("0x%08x", intAt(header, 0)),
          ADVICE);
    }
    if (header.length < length) {
      throw new DatasetException(
          file.name(),
          "an IDX file of " + what + " with a header of " + length + " bytes",
          header.length == 0 ? "an empty file" : "only " + header.length + " bytes",
          "fetch it again");
    }
    int[] sizes = new int[dimensions];
    for (int i = 0; i < dimensions; i++) {
      sizes[i] = intAt(header, 4 + 4 * i);
      int most = i == 0 ? Integer.MAX_VALUE : 1 << 15;
      if (sizes[i] < 1 || sizes[i] > most) {
        throw new DatasetException(
            file.name(),
            "a size from 1 to " + most + " in dimension " + i + " of the header",
            String.valueOf(sizes[i]),
            ADVICE);
      }
    }
    return sizes;
  }

  private static int intAt(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) << 24
        | (bytes[offset + 1] & 0xff) << 16
        | (bytes[offset + 2] & 0xff) << 8
        | bytes[offset + 3] & 0xff;
  }
}
