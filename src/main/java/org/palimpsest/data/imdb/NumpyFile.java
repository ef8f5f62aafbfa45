package org.palimpsest.data.imdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.Require;
import org.palimpsest.data.DataException;
import org.palimpsest.data.image.FileHashes;
import org.palimpsest.data.pickle.NumpyGlobals;
import org.palimpsest.data.pickle.NumpyGlobals.NumpyArray;
import org.palimpsest.data.pickle.Unpickler;

/**
 * NumPy's {@code .npy} files of texts and of objects, which are pickles. Of a pickle nothing is run: it is read by
 * {@link Unpickler}.
 */
final class NumpyFile {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([|<=][OUS]\\d{0,6})', 'fortran_order': (?:False|True), 'shape': \\((\\d{0,9})(?:,\\s*)?\\),?\\s*\\}");

  private NumpyFile() {}

  static List<Object> read(Path file) {
    return read(file.toString(), FileHashes.read(file, file.toString()));
  }

  /**
   * The values of an array of one dimension or none, in order.
   *
   * @throws DataException if the file is damaged or holds something else; names the file and the reason
   */
  static List<Object> read(String name, byte[] content) {
    try {
      Require.that(content.length == 0 || content[0] != '<', "file", "one of NumPy", "HTML, of a download that failed");
      boolean begins = content.length >= 10 && Arrays.equals(content, 0, 6, MAGIC, 0, 6);
      Require.that(begins, "file", "one of NumPy", "something else");
      ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
      in.position(8);
      int version = content[6];
      Require.that(version == 1 || version == 2, "version", "1 or 2", version);
      Require.that(version == 1 || in.remaining() >= 4, "header", "its length", "nothing");
      long length = version == 1 ? Short.toUnsignedLong(in.getShort()) : Integer.toUnsignedLong(in.getInt());
      Require.that(length <= in.remaining(), "header", "at most " + in.remaining() + " bytes", length);
      byte[] bytes = new byte[(int) length];
      in.get(bytes);
      Matcher header = HEADER.matcher(new String(bytes, StandardCharsets.ISO_8859_1).strip());
      Require.that(header.matches(), "header", "texts or objects in one dimension or none", "another");
      int count = header.group(2).isEmpty() ? 1 : Integer.parseInt(header.group(2));
      char kind = header.group(1).charAt(1);
      return kind == 'O' ? objects(name, in, count) : texts(in, count, kind, header.group(1).substring(2));
    } catch (IllegalArgumentException e) {
      throw new DataException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static List<Object> objects(String name, ByteBuffer in, int count) {
    Object array = new Unpickler(name, in, new NumpyGlobals()).read();
    Require.that(array instanceof NumpyArray, "pickle", "an array", "something else");
    List<Object> values = ((NumpyArray) array).values();
    Require.that(values.size() == count, "array", count + " values, as the header has", values.size());
    return values;
  }

  private static List<Object> texts(ByteBuffer in, int count, char kind, String length) {
    Require.that(!length.isEmpty(), "header", "the length of texts", "none");
    long size = Long.parseLong(length) * (kind == 'U' ? 4 : 1);
    Require.that(size >= 1 && size * count == in.remaining(), "array", size * count + " bytes", in.remaining());
    List<Object> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (long c = 0; c < size; c += kind == 'U' ? 4 : 1) {
        int point = kind == 'U' ? in.getInt() : in.get() & 0xFF;
        Require.that(Character.isValidCodePoint(point), "text", "characters of Unicode", point);
        text.appendCodePoint(point);
      }
      texts.add(text.toString().replaceFirst("\0+$", ""));
    }
    return texts;
  }
}
