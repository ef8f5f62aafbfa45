package org.palimpsest.data.digits;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.palimpsest.data.DataException;
import org.palimpsest.data.files.StoredFile;

/**
 * The content of an IDX file of unsigned bytes, the form in which MNIST is distributed: two zero bytes, the
 * type 0x08, the number of dimensions, each extent as a big-endian int, then the values row-major.
 *
 * @param file where it was read from
 * @param bytes the whole uncompressed content, header included
 */
public record IdxFile(Path file, byte[] bytes) {

  private static final int UNSIGNED_BYTE = 0x08;

  /**
   * Reads a file, gzip or plain; which of the two is told from its first bytes.
   *
   * @param dimensions the number of dimensions it must have
   * @throws DataException if it is missing, damaged, of another type, too short or too long
   */
  static IdxFile read(Path file, int dimensions) {
    return of(file, StoredFile.bytes(file), dimensions);
  }

  /** The same of what a file holds. */
  static IdxFile of(Path file, byte[] stored, int dimensions) {
    IdxFile idx = new IdxFile(file, StoredFile.uncompressed(file, stored));
    idx.check(dimensions);
    return idx;
  }

  /**
   * Pairs images (N, height, width) with their labels (N).
   *
   * @throws DataException if one of the files is damaged, their counts differ or a label is not below
   *     {@code classes}
   */
  static LabelledImages pair(IdxFile images, IdxFile labels, int classes) {
    if (images.extent(0) != labels.extent(0)) {
      throw new DataException(
          "%s: expected %d labels, one for each image of %s, found %d"
              .formatted(labels.file, images.extent(0), images.file.getFileName(), labels.extent(0)));
    }
    byte[] values = labels.values();
    for (int i = 0; i < values.length; i++) {
      if (Byte.toUnsignedInt(values[i]) >= classes) {
        throw new DataException(
            "%s: expected labels 0..%d, found %d at position %d"
                .formatted(labels.file, classes - 1, Byte.toUnsignedInt(values[i]), i));
      }
    }
    return new LabelledImages(images.extent(1), images.extent(2), classes, images.values(), values);
  }

  int extent(int dimension) {
    return ByteBuffer.wrap(bytes).getInt(4 + 4 * dimension);
  }

  int dimensions() {
    return bytes[3];
  }

  byte[] values() {
    return Arrays.copyOfRange(bytes, headerLength(dimensions()), bytes.length);
  }

  private static int headerLength(int dimensions) {
    return 4 + 4 * dimensions;
  }

  private void check(int dimensions) {
    int header = headerLength(dimensions);
    if (bytes.length < header) {
      throw wrong("a header of %d bytes".formatted(header), "%d bytes in all".formatted(bytes.length));
    }
    int magic = ByteBuffer.wrap(bytes).getInt(0);
    int expected = UNSIGNED_BYTE << 8 | dimensions;
    if (magic != expected) {
      throw wrong("magic number 0x%08x".formatted(expected), "0x%08x".formatted(magic));
    }
    long values = 1;
    for (int d = 0; d < dimensions; d++) {
      if (extent(d) < 0 || values > Integer.MAX_VALUE) {
        throw wrong("extents whose product is below 2^31", shape());
      }
      values *= extent(d);
    }
    if (bytes.length != header + values) {
      throw wrong(
          "%d bytes for shape %s".formatted(header + values, shape()),
          "%d, %s".formatted(bytes.length, bytes.length < header + values ? "truncated" : "trailing bytes"));
    }
  }

  private String shape() {
    StringBuilder shape = new StringBuilder();
    for (int d = 0; d < dimensions(); d++) {
      shape.append(d == 0 ? "" : " x ").append(extent(d));
    }
    return shape.toString();
  }

  private DataException wrong(String expected, String found) {
    return new DataException("%s: expected %s, found %s".formatted(file, expected, found));
  }
}
