package io.github.dl4jrouting.examples.metrics;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * Looks at the memory of this process again and again, in a thread of its own, while something
 * runs.
 */
public final class MemorySampler implements AutoCloseable {

  private static final long INTERVAL_MILLIS = 5;
  private static final double BYTES_A_MIB = 1024.0 * 1024;

  private final EnergyMeter energy;
  private final Thread thread = new Thread(this::sample, "memory-sampler");
  private List<Sample> samples;
  private boolean closed;

  /**
   * Memory at one moment, in MiB.
   *
   * @param heap Java objects, dead ones that were not collected yet among them
   * @param nativeMemory what JavaCPP holds outside the heap, ND4J's arrays among it
   * @param resident the process, as the operating system sees it; 0 where it does not tell
   */
  public record Sample(double heap, double nativeMemory, double resident) {
    static Sample now() {
      Runtime runtime = Runtime.getRuntime();
      return new Sample(
          (runtime.totalMemory() - runtime.freeMemory()) / BYTES_A_MIB,
          Pointer.totalBytes() / BYTES_A_MIB,
          Pointer.physicalBytes() / BYTES_A_MIB);
    }
  }

  /**
   * Starts the thread.
   *
   * @param energy is read as well, so that none of its counters' rounds is missed
   */
  public MemorySampler(EnergyMeter energy) {
    this.energy = energy;
    thread.setDaemon(true);
    thread.start();
  }

  /** From here on samples are kept. */
  public synchronized void begin() {
    samples = new ArrayList<>();
    samples.add(Sample.now());
    notifyAll();
  }

  /**
   * Ends what {@link #begin} began.
   *
   * @return at least two samples, those of begin and end among them
   */
  public synchronized List<Sample> end() {
    List<Sample> taken = samples;
    samples = null;
    taken.add(Sample.now());
    return taken;
  }

  private synchronized void sample() {
    try {
      while (!closed) {
        if (samples == null) {
          wait();
        } else {
          wait(INTERVAL_MILLIS);
          if (samples != null) {
            samples.add(Sample.now());
            energy.read();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // ends with the process
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
