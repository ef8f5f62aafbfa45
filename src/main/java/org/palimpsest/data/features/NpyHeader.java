package org.palimpsest.data.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.data.DataException;

/**
 * What the beginning of an {@code .npy} file says of the array in it: NumPy's format, versions 1 to 3
 * (numpy.lib.format).
 *
 * @param type NumPy's name of the elements' type, such as {@code <f4}
 * @param fortran whether the first index runs fastest
 * @param shape the extents; empty for a single number
 * @param offset of the first element, in bytes
 */
record NpyHeader(String type, boolean fortran, List<Long> shape, int offset) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*(?:'([^'\\p{Cntrl}]*)'|([\\[(]))");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

  /**
   * Reads the beginning of a file.
   *
   * @param name of the file in messages
   * @throws DataException if it is no such file, or the array is of Python objects or of records
   */
  static NpyHeader read(FileChannel channel, String name) throws IOException {
    ByteBuffer start = read(channel, name, 0, MAGIC.length + 2);
    byte[] magic = new byte[MAGIC.length];
    start.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new DataException(name + ": expected an .npy file, as np.save writes it, was something else");
    }
    int version = start.get();
    if (version < 1 || version > 3) {
      throw new DataException("%s: expected version 1, 2 or 3 of the .npy format, was %d".formatted(name, version));
    }
    int at = MAGIC.length + 2;
    int prefix = version == 1 ? Short.BYTES : Integer.BYTES;
    ByteBuffer size = read(channel, name, at, prefix);
    long length = version == 1 ? size.getShort() & 0xffff : size.getInt() & 0xffffffffL;
    if (length > MOST_BYTES) {
      throw new DataException(
          "%s: expected a header of at most %,d bytes, was %,d: the file is damaged".formatted(name, MOST_BYTES, length));
    }
    byte[] text = new byte[(int) length];
    read(channel, name, at + prefix, text.length).get(text);
    return parse(
        new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1), at + prefix + text.length,
        name);
  }

  private static ByteBuffer read(FileChannel channel, String name, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new DataException(
            "%s: expected the header of an .npy file, was cut off after %d bytes; save it again"
                .formatted(name, channel.size()));
      }
    }
    return bytes.flip();
  }

  private static NpyHeader parse(String text, int offset, String name) {
    Matcher type = TYPE.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    boolean dictionary = text.strip().startsWith("{") && text.strip().endsWith("}");
    if (!dictionary || !type.find() || !order.find() || !shape.find()) {
      throw new DataException(
          name + ": expected descr, fortran_order and shape in the header, was something else: the file is damaged");
    } else if (type.group(2) != null) {
      throw new DataException(
          name + ": expected numbers of one type, was a record array; save the columns with"
              + " np.save(FILE, np.stack([x[n] for n in x.dtype.names], axis=1))");
    } else if (type.group(1).endsWith("O")) {
      throw new DataException(
          name + ": expected numbers, was an array of Python objects, whose reading can run code and is refused; save"
              + " np.stack(list(x)).astype('float32'), or of ids x.astype(str)");
    }
    return new NpyHeader(type.group(1), order.group(1).equals("True"), extents(shape.group(1), name), offset);
  }

  private static List<Long> extents(String text, String name) {
    try {
      return Arrays.stream(text.split(",")).map(String::strip).filter(part -> !part.isEmpty()).map(Long::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new DataException("%s: expected a shape of whole numbers, was (%s)".formatted(name, text), e);
    }
  }

  /** The shape as NumPy prints it. */
  String shown() {
    String inside = String.join(", ", shape.stream().map(Object::toString).toList());
    return shape.size() == 1 ? "(" + inside + ",)" : "(" + inside + ")";
  }
}
