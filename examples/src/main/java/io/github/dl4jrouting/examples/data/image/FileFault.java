package io.github.dl4jrouting.examples.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Words for a file that cannot be read. */
final class FileFault {

  private FileFault() {}

  static String of(Path file, IOException e) {
    if (!Files.isReadable(file)) {
      return "permission denied";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
