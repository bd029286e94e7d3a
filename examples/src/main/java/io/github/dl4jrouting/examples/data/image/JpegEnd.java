package io.github.dl4jrouting.examples.data.image;

/**
 * Tells a JPEG that was cut off. OpenCV paints what is missing grey and says nothing.
 *
 * <p>A file is a row of segments, each with its length, up to the first scan; from there on 0xFF is
 * never followed by 0xD9 but at the end of the image.
 */
final class JpegEnd {

  private static final int MARKER = 0xff;
  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;

  private JpegEnd() {}

  /** True for a JPEG whose end is missing; false for whole ones and for all that is no JPEG. */
  static boolean missing(byte[] file) {
    if (file.length < 2 || at(file, 0) != MARKER || at(file, 1) != START_OF_IMAGE) {
      return false;
    }
    int position = 2;
    while (position + 4 <= file.length && at(file, position) == MARKER) {
      int marker = at(file, position + 1);
      if (marker == MARKER) { // a byte of filling
        position++;
      } else if (marker == START_OF_SCAN) {
        return !endFollows(file, position);
      } else {
        position += 2 + (at(file, position + 2) << 8 | at(file, position + 3));
      }
    }
    return true;
  }

  private static boolean endFollows(byte[] file, int from) {
    for (int i = from; i + 1 < file.length; i++) {
      if (at(file, i) == MARKER && at(file, i + 1) == END_OF_IMAGE) {
        return true;
      }
    }
    return false;
  }

  private static int at(byte[] file, int index) {
    return file[index] & 0xff;
  }
}
