package org.palimpsest.data.files;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Reads a stream and closes it when nothing comes for too long, which makes the waiting read fail. */
final class StallGuard implements AutoCloseable {

  private final InputStream stream;
  private final Duration patience;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "download-stall-guard");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long lastRead = System.nanoTime();
  private volatile boolean stalled;

  StallGuard(InputStream stream, Duration patience) {
    this.stream = stream;
    this.patience = patience;
    long period = Math.max(1, patience.toMillis() / 4);
    watch.scheduleAtFixedRate(this::closeIfStalled, period, period, TimeUnit.MILLISECONDS);
  }

  /** As {@link InputStream#read(byte[])}. */
  int read(byte[] buffer) throws IOException {
    try {
      int count = stream.read(buffer);
      lastRead = System.nanoTime();
      if (!stalled) {
        return count;
      }
    } catch (IOException e) {
      if (!stalled) {
        throw e;
      }
    }
    throw new IOException("expected data, found silence for %d s".formatted(patience.toSeconds()));
  }

  private void closeIfStalled() {
    if (System.nanoTime() - lastRead > patience.toNanos()) {
      stalled = true;
      try {
        stream.close();
      } catch (IOException e) {
        // The stream is given up either way.
      }
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
