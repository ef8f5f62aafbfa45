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
import org.palimpsest.Failure;
import org.palimpsest.TextFile;

/** A ledger in a file of one number, which is on the disk before a step is taken. */
public final class FileLedger implements Ledger {

  private final Path file;
  private long steps;

  /** Opens the ledger; the first step starts it, and its folder, if there is no such file. */
  public FileLedger(Path file) {
    this.file = file;
    this.steps = read(file);
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public void record(long steps) {
    if (steps > this.steps) {
      write(steps);
      this.steps = steps;
    }
  }

  private static long read(Path file) {
    try {
      String text = Files.exists(file) ? TextFile.read(file).strip() : "0";
      if (!text.matches("\\d{1,18}")) {
        throw new IllegalStateException(file + ": expected a number of steps, was '" + text + "'");
      }
      return Long.parseLong(text);
    } catch (IOException e) {
      throw new UncheckedIOException(Failure.explain(e), e);
    }
  }

  private void write(long count) {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
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
