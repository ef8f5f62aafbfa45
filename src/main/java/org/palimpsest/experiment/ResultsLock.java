package org.palimpsest.experiment;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps two workers out of one folder. The lock is the operating system's and goes with the process, however that ends:
 * a file that a dead one left locks nobody out. On a shared file system the server takes it back from a machine that
 * died, after its lease.
 */
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

  /**
   * Waits until nobody holds the folder.
   *
   * @param waits runs once, if there is anybody to wait for
   */
  static ResultsLock await(Path folder, Runnable waits) throws IOException {
    boolean said = false;
    while (true) {
      Optional<ResultsLock> lock = tryLock(folder);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (!said) {
        waits.run();
        said = true;
      }
      if (Thread.interrupted()) {
        throw new InterruptedIOException(folder + ": interrupted while another worker held it");
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
