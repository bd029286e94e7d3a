package io.github.dl4jrouting.examples.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A file or class path resource with a name for error messages; gzip is undone while reading. */
final class DataFile {

  private static final int GZIP_MAGIC = 0x1f8b;

  /** Opens the bytes as stored. */
  @FunctionalInterface
  private interface Opening {
    InputStream open() throws IOException;
  }

  private final String name;
  private final Opening opening;

  private DataFile(String name, Opening opening) {
    this.name = name;
    this.opening = opening;
  }

  static DataFile at(Path path) {
    return new DataFile(path.toString(), () -> openFile(path));
  }

  /** A resource, by its absolute name on the class path. */
  static DataFile resource(String resource) {
    return new DataFile(
        "class path:" + resource,
        () -> {
          InputStream in = DataFile.class.getResourceAsStream(resource);
          if (in == null) {
            throw new DatasetException(
                "class path:" + resource,
                "the embedded data file",
                "nothing",
                "the jar is incomplete: build it again");
          }
          return in;
        });
  }

  /**
   * Looks for a file under its plain name, then with {@code .gz}.
   *
   * @throws DatasetException if the directory or both files are missing
   */
  static DataFile in(Path directory, String fileName) throws DatasetException {
    if (!Files.isDirectory(directory)) {
      throw new DatasetException(
          directory.toString(),
          "a directory with " + fileName + " or " + fileName + ".gz",
          Files.exists(directory) ? "a file" : "no such directory",
          "name the directory of the data with --data-dir");
    }
    Path plain = directory.resolve(fileName);
    Path zipped = directory.resolve(fileName + ".gz");
    if (Files.exists(plain)) {
      return at(plain);
    }
    if (Files.exists(zipped)) {
      return at(zipped);
    }
    throw new DatasetException(
        plain.toString(),
        "this file, plain or with .gz at its end",
        "neither",
        "put it there or name another directory with --data-dir");
  }

  String name() {
    return name;
  }

  /** Opens the content for reading, unzipped. The caller closes it. */
  InputStream open() throws IOException {
    BufferedInputStream in = new BufferedInputStream(opening.open());
    try {
      in.mark(2);
      int first = in.read();
      int second = in.read();
      in.reset();
      return (first << 8 | second) == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static InputStream openFile(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw fault(path, "no such file", "check the path");
    }
    if (Files.isDirectory(path)) {
      throw fault(path, "a directory", "remove it or name another directory with --data-dir");
    }
    if (!Files.isReadable(path)) {
      throw fault(path, "one that may not be read", "give yourself permission to read it");
    }
    return Files.newInputStream(path);
  }

  private static DatasetException fault(Path path, String found, String advice) {
    return new DatasetException(path.toString(), "a readable file", found, advice);
  }
}
