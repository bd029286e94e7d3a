package io.github.dl4jrouting.examples.data.download;

import io.github.dl4jrouting.examples.data.progress.LoadingProgress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps other processes, and other threads of this one, from writing into a directory. */
final class DirectoryLock {

  private static final String FILE = ".lock";
  private static final long LOOK_AGAIN_MILLIS = 100;

  private DirectoryLock() {}

  /** What is done while nobody else may. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  /**
   * Waits until nobody else has the lock; that of a process that dies is free at once. The lock's
   * file stays, for another process may be waiting for it already.
   */
  static void holding(Path directory, LoadingProgress progress, Action action) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!taken(channel)) {
        progress.notice("Waiting for another process that downloads into " + directory);
        do {
          Thread.sleep(LOOK_AGAIN_MILLIS);
        } while (!taken(channel));
      }
      action.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The lock ends with its channel. */
  private static boolean taken(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) { // another thread has it
      return false;
    }
  }
}
