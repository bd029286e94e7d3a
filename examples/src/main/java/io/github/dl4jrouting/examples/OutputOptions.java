package io.github.dl4jrouting.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks and makes the directory that a command writes into. */
final class OutputOptions {

  private OutputOptions() {}

  /**
   * Makes the directory before any work is done, so that a run of minutes does not end in vain.
   *
   * @throws ParameterException if there is a file in its place, or it has no name
   * @throws IOException if it cannot be made or written to
   */
  static Path prepared(CommandSpec command, Path directory) throws IOException {
    if (directory.toString().isBlank()) {
      throw new ParameterException(
          command.commandLine(),
          "--output: expected the name of a directory, found \""
              + directory
              + "\"; write --output . for the current one");
    }
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new ParameterException(
          command.commandLine(),
          "--output: expected a directory or a new name, found a file: " + directory);
    }
    Files.createDirectories(directory);
    if (!Files.isWritable(directory)) {
      throw new IOException(
          directory
              + ": expected a directory that may be written to, found one that may not; name another"
              + " with --output");
    }
    return directory;
  }
}
