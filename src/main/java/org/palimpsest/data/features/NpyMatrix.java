package org.palimpsest.data.features;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.data.DataException;

/**
 * A matrix (N, D) of floats in an {@code .npy} file, mapped into memory: the disk bounds its size, not the heap. One in
 * Fortran order is first copied, row by row, to a temporary file, which is deleted when the JVM ends.
 */
final class NpyMatrix implements FeatureFile.Matrix {

  /** No network has so many features; an image has more pixels, and is no vector of features. */
  private static final int MOST_COLUMNS = 1_000_000;

  private static final long SEGMENT = 1L << 30;

  /** The types that are read. */
  private enum Kind {
    HALF(2) {
      @Override
      double at(ByteBuffer bytes, int at) {
        return half(bytes.getShort(at));
      }
    },
    SINGLE(4) {
      @Override
      double at(ByteBuffer bytes, int at) {
        return bytes.getFloat(at);
      }
    },
    DOUBLE(8) {
      @Override
      double at(ByteBuffer bytes, int at) {
        return bytes.getDouble(at);
      }
    };

    private final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }

    abstract double at(ByteBuffer bytes, int at);
  }

  private final int size;
  private final int width;
  private final Kind kind;
  private final int rowsPerSegment;
  private final List<ByteBuffer> segments = new ArrayList<>();

  private NpyMatrix(int size, int width, Kind kind, FileChannel channel, long offset) throws IOException {
    this.size = size;
    this.width = width;
    this.kind = kind;
    long rowBytes = (long) width * kind.bytes;
    this.rowsPerSegment = (int) Math.min(size, Math.max(1, SEGMENT / rowBytes));
    for (long row = 0; row < size; row += rowsPerSegment) {
      long rows = Math.min(rowsPerSegment, size - row);
      MappedByteBuffer mapped =
          channel.map(FileChannel.MapMode.READ_ONLY, offset + row * rowBytes, rows * rowBytes);
      segments.add(mapped.order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  /**
   * @param name of the file in messages
   * @throws DataException if it is no matrix of floats
   */
  static NpyMatrix open(Path file, String name) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      NpyHeader header = NpyHeader.read(channel, name);
      Kind kind = kind(header.type(), name);
      requireMatrix(header, name);
      long rows = header.shape().get(0);
      long columns = header.shape().get(1);
      long expected = header.offset() + rows * columns * kind.bytes;
      if (channel.size() != expected) {
        throw new DataException(
            "%s: expected %,d bytes for the shape %s of %s, was %,d: %s; save it again"
                .formatted(
                    name, expected, header.shown(), header.type(), channel.size(),
                    channel.size() < expected ? "the file was cut off" : "something stands behind the array"));
      }
      if (!header.fortran() || columns == 1 || rows == 1) {
        return new NpyMatrix((int) rows, (int) columns, kind, channel, header.offset());
      }
      Path turned = Files.createTempFile("palimpsest-rows-", ".bin");
      turned.toFile().deleteOnExit();
      byRow(channel, header, kind.bytes, turned);
      try (FileChannel copy = FileChannel.open(turned, StandardOpenOption.READ)) {
        return new NpyMatrix((int) rows, (int) columns, kind, copy, 0);
      }
    }
  }

  private static Kind kind(String type, String name) {
    return switch (type) {
      case "<f2" -> Kind.HALF;
      case "<f4" -> Kind.SINGLE;
      case "<f8" -> Kind.DOUBLE;
      case ">f2", ">f4", ">f8" ->
          throw new DataException(
              "%s: expected little-endian floats, was the big-endian %s; save x.astype('<%s')"
                  .formatted(name, type, type.substring(1)));
      default ->
          throw new DataException(
              "%s: expected float16, float32 or float64, was %s; save x.astype('float32')".formatted(name, type));
    };
  }

  private static void requireMatrix(NpyHeader header, String name) {
    List<Long> shape = header.shape();
    if (shape.size() != 2) {
      String remedy =
          switch (shape.size()) {
            case 0 -> "a single number has no rows";
            case 1 -> "of one feature a row, save x.reshape(-1, 1)";
            default -> "save x.reshape(len(x), -1), or a mean over positions such as x.mean(axis=1)";
          };
      throw new DataException(
          "%s: expected a matrix, a row for each thing described, was of shape %s; %s"
              .formatted(name, header.shown(), remedy));
    }
    if (shape.get(0) < 1 || shape.get(1) < 1) {
      throw new DataException("%s: expected one row and one column at least, was empty, %s".formatted(name, header.shown()));
    } else if (shape.get(0) > Integer.MAX_VALUE || shape.get(1) > MOST_COLUMNS) {
      throw new DataException(
          "%s: expected at most %,d rows and %,d columns, was %s"
              .formatted(name, Integer.MAX_VALUE, MOST_COLUMNS, header.shown()));
    }
  }

  /** Writes a matrix in Fortran order row by row, so many rows at once as have each column read in one piece. */
  private static void byRow(FileChannel channel, NpyHeader header, int bytes, Path to) throws IOException {
    int rows = header.shape().get(0).intValue();
    int columns = header.shape().get(1).intValue();
    int together = (int) Math.max(1, Math.min(rows, (1L << 25) / ((long) columns * bytes)));
    byte[] block = new byte[together * columns * bytes];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 20)) {
      for (int from = 0; from < rows; from += together) {
        int count = Math.min(together, rows - from);
        ByteBuffer column = ByteBuffer.allocate(count * bytes);
        for (int d = 0; d < columns; d++) {
          column.clear();
          long at = header.offset() + ((long) d * rows + from) * bytes;
          while (column.hasRemaining() && channel.read(column, at + column.position()) >= 0) {}
          for (int i = 0; i < count; i++) {
            System.arraycopy(column.array(), i * bytes, block, (i * columns + d) * bytes, bytes);
          }
        }
        out.write(block, 0, count * columns * bytes);
      }
    }
  }

  /** IEEE 754 binary16 as a double. */
  static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb((double) (fraction | 0x400), exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void copy(int row, double[] into, int offset) {
    ByteBuffer segment = segments.get(row / rowsPerSegment);
    int at = row % rowsPerSegment * width * kind.bytes;
    for (int d = 0; d < width; d++, at += kind.bytes) {
      into[offset + d] = kind.at(segment, at);
    }
  }

  @Override
  public String place(int row) {
    return "row " + row;
  }
}
