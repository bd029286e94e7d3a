package io.github.dl4jrouting.examples.data.download;

import java.net.URI;
import java.util.List;

/**
 * Files that belong together and where they are to be had.
 *
 * @param name names their directory
 * @param mirrors base addresses, the first one is asked first; a file's name is put behind
 * @param files the files
 */
public record Publication(String name, List<URI> mirrors, List<PublishedFile> files) {

  /** Keeps copies. */
  public Publication {
    mirrors = List.copyOf(mirrors);
    files = List.copyOf(files);
  }

  /**
   * The same files elsewhere.
   *
   * @param others base addresses; none means that these stay
   * @return with the other mirrors instead
   */
  public Publication at(List<URI> others) {
    return others.isEmpty() ? this : new Publication(name, others, files);
  }
}
