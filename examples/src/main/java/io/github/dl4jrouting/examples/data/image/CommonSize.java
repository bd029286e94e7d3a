package io.github.dl4jrouting.examples.data.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** The size that images have in common, read from their headers alone. */
final class CommonSize {

  private CommonSize() {}

  /** The size of all of them; empty if they differ, or a header cannot be read. */
  static Optional<ImageSize> of(List<Path> files) {
    Optional<ImageSize> common = Optional.empty();
    for (Path file : files) {
      Optional<ImageSize> size = of(file);
      if (size.isEmpty() || common.isPresent() && !common.equals(size)) {
        return Optional.empty();
      }
      common = size;
    }
    return common;
  }

  private static Optional<ImageSize> of(Path file) {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      if (in == null) {
        return Optional.empty();
      }
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return Optional.of(new ImageSize(reader.getHeight(0), reader.getWidth(0)));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) { // damaged: said when the image itself is read
      return Optional.empty();
    }
  }
}
