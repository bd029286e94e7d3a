package io.github.dl4jrouting.examples;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever went wrong into one line on standard error and an exit code. */
final class ErrorLines {

  private final BooleanSupplier verbose;

  /** A stack trace follows the line where {@code verbose} says so. */
  ErrorLines(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  /** A command that cannot be read: points at its help. */
  int usage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    print(command.getErr(), oneLine(e.getMessage()) + " (see " + help + ")", e);
    return ExitCode.USAGE;
  }

  /** A command that failed while it ran. */
  int failure(Exception e, CommandLine command, ParseResult parsed) {
    return failure(e, command);
  }

  /** Whatever a command failed with. */
  int failure(Throwable e, CommandLine command) {
    print(command.getErr(), oneLine(description(e)), e);
    return ExitCode.SOFTWARE;
  }

  private void print(PrintWriter err, String message, Throwable e) {
    err.println("error: " + message);
    if (verbose.getAsBoolean()) {
      e.printStackTrace(err);
    }
    err.flush();
  }

  private String description(Throwable e) {
    if (e instanceof FileSystemException file) {
      return file.getFile() + ": " + reason(file);
    }
    if (e instanceof OutOfMemoryError) {
      return "out of memory ("
          + e.getMessage()
          + "); give Java more with -Xmx, or use fewer samples";
    }
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    boolean ours = e instanceof java.io.IOException || e instanceof IllegalStateException;
    return ours || verbose.getAsBoolean()
        ? message
        : "unexpected " + e.getClass().getSimpleName() + ": " + message + "; --verbose shows where";
  }

  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "exists already and is not a directory";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
