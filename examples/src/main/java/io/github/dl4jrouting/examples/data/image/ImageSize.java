package io.github.dl4jrouting.examples.data.image;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows and columns of pixels.
 *
 * @param height rows, 1 to 4096
 * @param width columns, 1 to 4096
 */
public record ImageSize(int height, int width) {

  /** For images that differ in size, or are larger than {@link #LARGEST_KEPT}. */
  public static final ImageSize USUAL = new ImageSize(32, 32);

  /** Images of one size up to this one are not scaled unless that is asked for. */
  public static final ImageSize LARGEST_KEPT = new ImageSize(64, 64);

  private static final int MOST = 4096;
  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})(?:[xX×](\\d{1,4}))?");

  /** Rejects what no image can have. */
  public ImageSize {
    if (height < 1 || width < 1 || height > MOST || width > MOST) {
      throw new IllegalArgumentException(
          "expected 1 to " + MOST + " rows and columns, found " + height + "x" + width);
    }
  }

  /**
   * Reads a size.
   *
   * @param text {@code HxW}, or one number for a square
   * @return the size
   * @throws IllegalArgumentException if it is none
   */
  public static ImageSize parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected HEIGHTxWIDTH or one number for a square, found '" + text + "'");
    }
    int height = Integer.parseInt(matcher.group(1));
    return new ImageSize(
        height, matcher.group(2) == null ? height : Integer.parseInt(matcher.group(2)));
  }

  boolean fitsInto(ImageSize other) {
    return height <= other.height && width <= other.width;
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
