package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps two runs out of one folder of results. The lock goes with the process, however that ends. */
final class ResultsLock implements AutoCloseable {

  private final FileChannel channel;

  private ResultsLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @throws IOException if another run holds the folder
   */
  static ResultsLock of(Path folder) throws IOException {
    return tryLock(folder)
        .orElseThrow(
            () ->
                new IOException(
                    folder + " is in use by another run; wait for it, or give another folder with --out"));
  }

  private static Optional<ResultsLock> tryLock(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process: no lock either.
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? Optional.empty() : Optional.of(new ResultsLock(channel));
  }

  /** Waits until nobody holds the folder. */
  static ResultsLock await(Path folder) throws IOException {
    while (true) {
      Optional<ResultsLock> lock = tryLock(folder);
      if (lock.isPresent()) {
        return lock.get();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /** Work that is done under a lock. */
  interface Work<T> {
    T run() throws IOException;
  }

  /** Does some work while the lock is held. */
  <T> T guard(Work<T> work) throws IOException {
    if (!channel.isOpen()) {
      throw new IllegalStateException("the lock was given back");
    }
    return work.run();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
