package io.github.dl4jrouting.examples.report.section;

import java.util.List;

/**
 * Pictures side by side.
 *
 * @param title what they have in common
 * @param pictures from left to right
 */
public record Gallery(String title, List<Picture> pictures) {

  /** Copies the list. */
  public Gallery {
    pictures = List.copyOf(pictures);
  }
}
