package org.palimpsest.data.imdb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code .npy} files of one object, a pickle of protocol 2: dictionaries, lists, texts, bytes and whole numbers,
 * as NumPy writes them.
 */
final class PickleWriter {

  private static final String ARRAY =
      "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u0085c_codecs\nencode\nX\1\0\0\0bX\6\0\0\0latin1\u0086R"
          + "\u0087R(K\1";
  private static final String DTYPE =
      "cnumpy\ndtype\nX\2\0\0\0O8K\0K\1\u0087R(K\3X\1\0\0\0|NNNJ\u00FF\u00FF\u00FF\u00FFJ\u00FF\u00FF\u00FF\u00FFK?tb";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PickleWriter() {}

  /** Text that Python has as bytes. */
  record Bytes(String text) {}

  /** A dictionary in an array without extents. */
  static byte[] dictionary(Map<?, ?> value) {
    return new PickleWriter().file("()", ")", List.of(value));
  }

  /** A list in an array of one dimension. */
  static byte[] list(List<?> values) {
    return new PickleWriter().file("(%d,)".formatted(values.size()), "J" + little(values.size()) + "\u0085", values);
  }

  private byte[] file(String extents, String shape, List<?> values) {
    StringBuilder header =
        new StringBuilder("{'descr': '|O', 'fortran_order': False, 'shape': %s, }".formatted(extents));
    while ((10 + header.length() + 1) % 64 != 0) {
      header.append(' ');
    }
    header.append('\n');
    raw("\u0093NUMPY\1\0");
    raw(little(header.length()).substring(0, 2));
    raw(header.toString());
    raw("\u0080\2" + ARRAY + shape + DTYPE + "\u0089");
    write(values);
    raw("tb.");
    return out.toByteArray();
  }

  private void write(Object value) {
    if (value instanceof Map<?, ?> map) {
      raw("}(");
      map.forEach(
          (key, entry) -> {
            write(key);
            write(entry);
          });
      raw("u");
    } else if (value instanceof List<?> list) {
      raw("](");
      list.forEach(this::write);
      raw("e");
    } else if (value instanceof Bytes bytes) {
      raw("c_codecs\nencode\n");
      write(bytes.text);
      raw("X\6\0\0\0latin1\u0086R");
    } else if (value instanceof Integer number) {
      raw("J" + little(number));
    } else {
      byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
      raw("X" + little(text.length));
      out.writeBytes(text);
    }
  }

  private void raw(String latin1) {
    out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String little(int value) {
    byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
