package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
    if (lock == null) {
      throw new IOException(folder + " is in use by another run; wait for it, or give another folder with --out");
    }
    return new ResultsLock(channel);
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
