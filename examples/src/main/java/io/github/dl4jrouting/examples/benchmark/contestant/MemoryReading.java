package io.github.dl4jrouting.examples.benchmark.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/**
 * How much memory a process holds, right after a garbage collection.
 *
 * @param calls calls so far
 * @param heapBytes Java objects
 * @param residentBytes memory of the process as the operating system sees it; 0 where it does not
 *     tell
 * @param javacppBytes native memory that JavaCPP tracks, ND4J's arrays among it
 */
public record MemoryReading(long calls, long heapBytes, long residentBytes, long javacppBytes) {
  private static final int COLLECTIONS = 3;
  private static final long BETWEEN_COLLECTIONS_MILLIS = 50;

  static MemoryReading now(long calls) throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(BETWEEN_COLLECTIONS_MILLIS); // for what frees native memory behind the collector
    }
    Runtime runtime = Runtime.getRuntime();
    return new MemoryReading(
        calls, runtime.totalMemory() - runtime.freeMemory(), resident(), Pointer.totalBytes());
  }

  private static long resident() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // not Linux
    }
  }
}
