package io.github.dl4jrouting.examples.report.plot;

import org.jsoup.nodes.Element;

/** Something that draws itself. The same plot gives the same drawing. */
public interface Plot {

  /** Width of every drawing, in its own units; about one unit a pixel on a phone. */
  int WIDTH = 380;

  /**
   * What it is called in names of files and in identifiers of a page.
   *
   * @return small letters, digits and hyphens
   */
  String name();

  /**
   * What it shows, in a few words.
   *
   * @return title
   */
  String title();

  /**
   * What it shows, for those who cannot see it.
   *
   * @return one to a few sentences
   */
  String description();

  /**
   * Draws it, without its title.
   *
   * @return an {@code svg} element with a {@code viewBox}
   */
  Element draw();
}
