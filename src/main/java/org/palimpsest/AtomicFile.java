package org.palimpsest;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that appear complete or not at all. */
public final class AtomicFile {

  private AtomicFile() {}

  /** Writes a file. */
  public interface Content {
    void writeTo(Path file) throws IOException;
  }

  /**
   * Has the content written beside {@code file} and moves it there, in the place of what there was.
   *
   * @throws IOException if it cannot be written, as on a full disk; the message names the file, and what there was stays
   */
  public static void write(Path file, Content content) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      content.writeTo(partial);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(partial);
      boolean named = e instanceof FileSystemException || String.valueOf(e.getMessage()).contains(file.toString());
      throw named ? e : new IOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** A file's bytes, one after the other. */
  public interface Bytes {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The same of bytes; makes the folder if there is none. */
  public static void stream(Path file, Bytes content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    write(
        file,
        partial -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial))) {
            content.writeTo(out);
          }
        });
  }

  public static void write(Path file, String text) throws IOException {
    write(file, partial -> Files.writeString(partial, text));
  }
}
