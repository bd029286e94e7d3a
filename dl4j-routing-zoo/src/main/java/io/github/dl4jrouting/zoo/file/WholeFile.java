package io.github.dl4jrouting.zoo.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * Writes files that appear whole or not at all: into a part file beside the target, which is then
 * moved onto it. Who may read the file is what the system gives new files, not only its owner.
 */
public final class WholeFile {

  private WholeFile() {}

  /** Produces the content of a file. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes the content.
     *
     * @param out receives it; closed by the caller
     * @throws IOException if writing fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file, replacing one that is there. A part file is taken away when writing fails, and
   * when the program is told to end meanwhile.
   *
   * @param target the file; its directory must exist
   * @param content what to write
   * @throws IOException if writing or moving fails, naming the target; then the target is as it was
   */
  public static void write(Path target, Content content) throws IOException {
    try (Part part = new Part(target)) {
      content.writeTo(part.out);
      part.out.close();
      part.moveTo(target);
    } catch (FileSystemException e) {
      FileSystemException named =
          new FileSystemException(target.toString(), null, "cannot be written: " + reason(e));
      named.initCause(e);
      throw named;
    } catch (IOException e) {
      throw new IOException(target + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** The message of such an exception is the name of a file that nobody has heard of. */
  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "its directory is not there";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e.getReason() != null ? e.getReason() : e.getClass().getSimpleName();
  }

  /** A file that is there until it is moved or closed, or the JVM ends. */
  private static final class Part implements AutoCloseable {

    private final Path path;
    private final OutputStream out;
    private final Thread atExit = new Thread(this::deleteAtExit, "delete-part-file");

    Part(Path target) throws IOException {
      String suffix = Long.toHexString(new Random().nextLong());
      path = target.resolveSibling("." + target.getFileName() + "." + suffix + ".part");
      out =
          Channels.newOutputStream(
              Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
      try {
        Runtime.getRuntime().addShutdownHook(atExit);
      } catch (IllegalStateException e) {
        close();
        throw new IOException("the program is ending", e);
      }
    }

    private void deleteAtExit() {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // Nobody is left to be told.
      }
    }

    void moveTo(Path target) throws IOException {
      try {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } finally {
        Files.deleteIfExists(path);
        forgetAtExit();
      }
    }

    private void forgetAtExit() {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        // The hook is about to run, and finds nothing.
      }
    }
  }
}
