package org.palimpsest.data.digits;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Makes small IDX files. */
public final class IdxBytes {

  private IdxBytes() {}

  /** A well-formed file whose values count 0, 1, 2, ... modulo {@code modulus}. */
  static byte[] counting(int modulus, int... shape) {
    int values = 1;
    for (int extent : shape) {
      values *= extent;
    }
    ByteBuffer bytes = header(0x0800 | shape.length, values, shape);
    for (int i = 0; i < values; i++) {
      bytes.put((byte) (i % modulus));
    }
    return bytes.array();
  }

  static ByteBuffer header(int magic, int valueCount, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + valueCount).putInt(magic);
    for (int extent : shape) {
      bytes.putInt(extent);
    }
    return bytes;
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
