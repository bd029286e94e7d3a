package io.github.dl4jrouting.examples.data.download;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a stream that brings too little, so that whoever reads it does not wait for ever. A
 * time-out for one read alone would let a server pass that sends a byte now and then.
 */
final class SpeedWatch implements AutoCloseable {

  private final InputStream body;
  private final Patience patience;
  private final AtomicLong received = new AtomicLong();
  private final ScheduledExecutorService clock;
  private volatile boolean slow;

  SpeedWatch(InputStream body, Patience patience) {
    this.body = body;
    this.patience = patience;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "download-speed");
              thread.setDaemon(true);
              return thread;
            });
    long nanos = patience.window().toNanos();
    clock.scheduleAtFixedRate(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  void received(long bytes) {
    received.addAndGet(bytes);
  }

  private void look() {
    if (received.getAndSet(0) < patience.bytesPerWindow()) {
      slow = true;
      try {
        body.close();
      } catch (IOException e) {
        // It is given up in any case.
      }
    }
  }

  /**
   * Says why the stream ended early.
   *
   * @throws IOException if this closed it
   */
  void complainIfSlow() throws IOException {
    if (slow) {
      throw new IOException(
          "fewer than "
              + patience.bytesPerWindow()
              + " bytes in "
              + Wording.seconds(patience.window()));
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
