package org.palimpsest.privacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A ledger in a file of one number. Steps are put on record a block ahead, so that the disk is asked once a block; a
 * run that ends within a block counts the whole of it until it is resumed.
 */
public final class FileLedger implements Ledger {

  private final Path file;
  private final int block;
  private long steps;
  private long onDisk;

  /**
   * Opens the ledger, and starts it if there is no such file.
   *
   * @param block how many steps to put on record at once, at least 1
   */
  public FileLedger(Path file, int block) {
    if (block < 1) {
      throw new IllegalArgumentException("block: expected at least 1, was " + block);
    }
    this.file = file;
    this.block = block;
    this.onDisk = read(file);
    this.steps = onDisk;
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public void record(long steps) {
    if (steps > onDisk) {
      write(steps + block - 1);
      onDisk = steps + block - 1;
    }
    this.steps = steps;
  }

  private static long read(Path file) {
    try {
      String text = Files.exists(file) ? Files.readString(file).strip() : "0";
      if (!text.matches("\\d{1,18}")) {
        throw new IllegalStateException(file + ": expected a number of steps, was '" + text + "'");
      }
      return Long.parseLong(text);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private void write(long count) {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      ByteBuffer text = ByteBuffer.wrap((count + "\n").getBytes(StandardCharsets.US_ASCII));
      try (FileChannel channel =
          FileChannel.open(
              draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
        while (text.hasRemaining()) {
          channel.write(text);
        }
        channel.force(true);
      }
      move(draft);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private void move(Path draft) throws IOException {
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
