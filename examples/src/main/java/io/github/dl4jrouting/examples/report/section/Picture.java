package io.github.dl4jrouting.examples.report.section;

import java.util.List;

/**
 * A small picture of a sample with what became of it.
 *
 * @param png the file's bytes
 * @param alternative what it shows, for those who cannot see it
 * @param caption lines below it
 * @param share how much of the compute it took, 0..1, drawn as a bar; NaN for none
 */
public record Picture(byte[] png, String alternative, List<String> caption, double share) {

  /** Copies the list and the bytes. */
  public Picture {
    png = png.clone();
    caption = List.copyOf(caption);
  }

  @Override
  public byte[] png() {
    return png.clone();
  }
}
