package org.palimpsest.data.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.palimpsest.data.DataException;

/** What a file on disk holds, gzip or plain. */
public final class StoredFile {

  private StoredFile() {}

  /** The uncompressed content of a file that may be gzip. */
  public static byte[] content(Path file) {
    return uncompressed(file, bytes(file));
  }

  public static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new DataException("%s: expected a file, found none".formatted(file), e);
    } catch (IOException e) {
      throw new DataException("%s: expected a readable file, found %s".formatted(file, e), e);
    }
  }

  public static byte[] uncompressed(Path file, byte[] stored) {
    if (stored.length < 2 || stored[0] != (byte) 0x1f || stored[1] != (byte) 0x8b) {
      return stored;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(stored), 1 << 16)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new DataException(
          "%s: expected complete gzip data, found it damaged: %s".formatted(file, e.getMessage()), e);
    }
  }
}
