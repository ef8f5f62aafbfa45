package org.palimpsest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text files in UTF-8, read whole. */
public final class TextFile {

  private TextFile() {}

  /** @throws IOException if there is no such file, it is a folder, or its bytes are not UTF-8; the message names it */
  public static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": expected a file, was a folder");
    }
    return decode(file.toString(), Files.readAllBytes(file));
  }

  /** Bytes as text; {@code name} stands for the file in messages. */
  public static String decode(String name, byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new IOException(
          "%s, line %d: expected text in UTF-8, was the byte 0x%02x".formatted(name, line, bytes[in.position()]), e);
    }
  }
}
