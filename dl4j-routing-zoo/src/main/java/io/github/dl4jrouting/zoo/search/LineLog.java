package io.github.dl4jrouting.zoo.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file to which long work appends a line for each piece that is done, and from which it goes on
 * after it was killed. One process at a time writes to it. A line that a kill has left unfinished
 * is dropped when the file is opened again.
 */
public final class LineLog implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final List<String> lines;

  private LineLog(Path path, FileChannel channel, List<String> lines) {
    this.path = path;
    this.channel = channel;
    this.lines = lines;
  }

  /**
   * Opens a file, new or with the lines of an earlier run.
   *
   * @param path the file, whose directory is there
   * @return the log
   * @throws IOException if it cannot be read or written, or another one writes to it
   */
  public static LineLog open(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock(channel, path);
      List<String> lines = new ArrayList<>();
      long end = read(path, lines);
      channel.truncate(end).position(end);
      return new LineLog(path, channel, lines);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Until the channel is closed; on a byte that is never written, so that all may read the file.
   */
  private static void lock(FileChannel channel, Path path) throws IOException {
    boolean locked;
    try {
      locked = channel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    if (!locked) {
      throw new IOException(
          path.toAbsolutePath().getParent()
              + ": expected no other search to write into it, found one that does. Wait for it, or"
              + " name another directory.");
    }
  }

  /** Reads the finished lines, and says where the last of them ends. */
  private static long read(Path path, List<String> lines) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return start;
  }

  /**
   * What was there when it was opened.
   *
   * @return finished lines, first to last
   */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * Adds a line, which outlives the process from here on.
   *
   * @param line without a line feed
   * @throws UncheckedIOException if it cannot be written
   */
  public void append(String line) {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to " + path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.force(true);
    channel.close();
  }
}
