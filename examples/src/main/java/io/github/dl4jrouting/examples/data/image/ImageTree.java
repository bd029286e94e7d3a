package io.github.dl4jrouting.examples.data.image;

import io.github.dl4jrouting.examples.data.DatasetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The image files of a folder with a folder for each class. Files are told by their ending; hidden
 * files and folders do not count; images in folders inside a class's folder are of that class.
 *
 * @param classNames names of the classes' folders, in alphabetical order
 * @param files class by class, and in alphabetical order within a class
 * @param others files that are no images by their ending
 */
record ImageTree(List<String> classNames, List<LabelledFile> files, List<Path> others) {

  private static final Set<String> ENDINGS =
      Set.of("png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp", "pbm", "pgm", "ppm", "pnm");

  /** A file and its class index. */
  record LabelledFile(Path path, int label) {}

  /**
   * Looks through a folder, whose classes may be prescribed.
   *
   * @throws DatasetException if there is no such folder, or no class in it, or a class has no image
   * @throws IOException if a folder cannot be read
   */
  static ImageTree of(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new DatasetException(
          root.toString(),
          "a directory with a folder of images for each class",
          Files.exists(root) ? "a file" : "no such directory",
          "name it with --images");
    }
    List<Path> folders = folders(root);
    if (folders.isEmpty()) {
      throw new DatasetException(
          root.toString(),
          "a folder of images for each class",
          "no folder",
          "put the images of each class into a folder with the class's name");
    }
    return of(folders.stream().map(ImageTree::name).toList(), root);
  }

  /** Looks for classes that are known already, as those of images to train on. */
  static ImageTree of(List<String> classNames, Path root) throws IOException {
    for (Path folder : folders(root)) {
      if (!classNames.contains(name(folder))) {
        throw new DatasetException(
            folder.toString(),
            "a folder of one of the classes " + String.join(", ", classNames),
            "another",
            "take it away, or add images of it to train on");
      }
    }
    List<LabelledFile> files = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    for (int label = 0; label < classNames.size(); label++) {
      Path folder = root.resolve(classNames.get(label));
      int before = files.size();
      for (Path path : Files.isDirectory(folder) ? below(folder) : List.<Path>of()) {
        if (ENDINGS.contains(ending(path))) {
          files.add(new LabelledFile(path, label));
        } else {
          others.add(path);
        }
      }
      if (files.size() == before) {
        throw new DatasetException(
            folder.toString(),
            "images (" + String.join(", ", ENDINGS.stream().sorted().toList()) + ")",
            "none",
            "add some, or take the folder away");
      }
    }
    return new ImageTree(classNames, files, others);
  }

  /** Folders that are not hidden, in alphabetical order. */
  static List<Path> folders(Path root) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .filter(folder -> !name(folder).startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return paths
          .filter(path -> !hidden(folder.relativize(path)))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean hidden(Path path) {
    for (Path part : path) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  static String name(Path path) {
    return path.getFileName().toString();
  }

  private static String ending(Path path) {
    String name = name(path);
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  int[] labels() {
    return files.stream().mapToInt(LabelledFile::label).toArray();
  }
}
