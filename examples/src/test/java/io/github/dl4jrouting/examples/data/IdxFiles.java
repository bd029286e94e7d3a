package io.github.dl4jrouting.examples.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Bytes of IDX files, as the format's description has them. */
final class IdxFiles {

  static final int IMAGES = 0x803;
  static final int LABELS = 0x801;

  private IdxFiles() {}

  /** A header of 32-bit numbers and then bytes. */
  static byte[] file(int[] header, int... content) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * header.length + content.length);
    for (int number : header) {
      bytes.putInt(number);
    }
    for (int value : content) {
      bytes.put((byte) value);
    }
    return bytes.array();
  }

  /** Two images of 2×3 pixels. */
  static byte[] twoImages() {
    return file(new int[] {IMAGES, 2, 2, 3}, 0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6);
  }

  /** Labels. */
  static byte[] labels(int... labels) {
    return file(new int[] {LABELS, labels.length}, labels);
  }

  static byte[] zipped(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
