package org.palimpsest.data.features;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palimpsest.Require;

/**
 * Writes an {@code .npy} file of version 1, row by row: little-endian, in C order. It is whole once all rows are written
 * and it is closed.
 */
public final class NpyWriter implements Closeable {

  /** The start of the data is a multiple of it, as NumPy has it. */
  private static final int ALIGNMENT = 64;

  private static final int PREFIX = 10;

  private final OutputStream out;
  private final ByteBuffer row;
  private final boolean single;

  private NpyWriter(Path file, String type, String shape, int rowBytes) throws IOException {
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
    int length = (PREFIX + text.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT - PREFIX;
    ByteBuffer header = ByteBuffer.allocate(PREFIX + length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) length);
    header.put((text + " ".repeat(length - 1 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    this.row = ByteBuffer.allocate(rowBytes).order(ByteOrder.LITTLE_ENDIAN);
    this.single = type.equals("<f4");
    out.write(header.array());
  }

  /** A matrix (N, D) in single precision. */
  public static NpyWriter singles(Path file, int size, int width) throws IOException {
    return new NpyWriter(file, "<f4", size + ", " + width, width * Float.BYTES);
  }

  /** A matrix (N, D) in double precision. */
  public static NpyWriter doubles(Path file, int size, int width) throws IOException {
    return new NpyWriter(file, "<f8", size + ", " + width, width * Double.BYTES);
  }

  /** A whole vector (D) in double precision. */
  public static void vector(Path file, double[] values) throws IOException {
    try (NpyWriter writer = new NpyWriter(file, "<f8", values.length + ",", values.length * Double.BYTES)) {
      writer.row(values, 0);
    }
  }

  /** Writes a row, which begins at {@code offset}. */
  public void row(double[] values, int offset) throws IOException {
    row.clear();
    for (int at = offset; row.hasRemaining(); at++) {
      if (single) {
        row.putFloat((float) values[at]);
      } else {
        row.putDouble(values[at]);
      }
    }
    out.write(row.array());
  }

  /** Writes rows of single precision. */
  public void rows(float[][] values) throws IOException {
    Require.that(single, "values", "double precision", "single");
    for (float[] one : values) {
      row.clear();
      for (float value : one) {
        row.putFloat(value);
      }
      out.write(row.array());
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
