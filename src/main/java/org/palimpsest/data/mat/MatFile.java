package org.palimpsest.data.mat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.palimpsest.Require;
import org.palimpsest.data.DataException;

/**
 * A MAT file of level 5, compressed or not, of either byte order. No array is made before the bytes that fill it are
 * there, so that a damaged file asks for no more memory than a whole one.
 *
 * <p>Source: MathWorks, MAT-File Format, R2019b, section "Level 5 MAT-File Format".
 */
public final class MatFile {

  /** A variable, or a part of one. */
  public sealed interface Value {}

  /** Numbers in the order of columns. */
  public record Numbers(double[] values) implements Value {}

  /** A row of characters. */
  public record Text(String value) implements Value {}

  /** A cell array. */
  public record Cells(List<Value> values) implements Value {}

  /** A struct of one element. */
  public record Struct(Map<String, Value> fields) implements Value {}

  private static final int HEADER = 128;
  private static final int INT8 = 1;
  private static final int UINT16 = 4;
  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int UTF8 = 16;
  private static final int UTF16 = 17;
  private static final int CELL = 1;
  private static final int STRUCT = 2;
  private static final int CHAR = 4;
  private static final int FIRST_NUMERIC = 6;
  private static final int LAST_NUMERIC = 15;
  private static final int COMPLEX = 0x800;
  private static final int DEEPEST = 16;
  private static final int MOST_BYTES = 1 << 30;

  /** A part of the file: what it is, and its bytes. */
  private record Element(int type, ByteBuffer bytes) {}

  private MatFile() {}

  /**
   * The variables of a file by name.
   *
   * @param name of the file, for messages
   * @throws DataException if it is damaged, or holds what is not read here; names the file and the reason
   */
  public static Map<String, Value> read(String name, byte[] content) {
    Map<String, Value> variables = new LinkedHashMap<>();
    try {
      Require.that(content.length == 0 || content[0] != '<', "header", "MATLAB's", "HTML, of a download that failed");
      Require.that(content.length >= HEADER, "header", HEADER + " bytes", content.length);
      String order = new String(content, 126, 2, StandardCharsets.ISO_8859_1);
      Require.that(order.equals("IM") || order.equals("MI"), "byte order", "IM or MI, as of level 5", "another mark");
      ByteBuffer in = ByteBuffer.wrap(content).order(order.equals("IM") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      in.position(HEADER);
      while (in.remaining() >= 8) {
        Element element = element(in);
        if (element.type == COMPRESSED) {
          element = element(inflated(element.bytes));
        }
        Require.that(element.type == MATRIX, "element", "an array", "type " + element.type);
        variable(element.bytes, variables);
      }
      Require.that(!in.hasRemaining(), "end", "no bytes behind the last element", in.remaining());
    } catch (IllegalArgumentException e) {
      throw new DataException("%s: expected a whole MAT file of level 5: %s".formatted(name, e.getMessage()), e);
    }
    return variables;
  }

  private static ByteBuffer inflated(ByteBuffer bytes) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes.duplicate());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] part = new byte[1 << 16];
      while (!inflater.finished()) {
        int count = inflater.inflate(part);
        Require.that(count > 0 || inflater.finished(), "compressed data", "a whole stream", "one that is cut off");
        out.write(part, 0, count);
        Require.that(out.size() <= MOST_BYTES, "compressed data", "at most 1 GiB", "more");
      }
      return ByteBuffer.wrap(out.toByteArray()).order(bytes.order());
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("compressed data: expected a whole stream, was damaged", e);
    } finally {
      inflater.end();
    }
  }

  /** The next element. Those of up to four bytes may stand within their tag. */
  private static Element element(ByteBuffer in) {
    Require.that(in.remaining() >= 8, "tag", "8 bytes", in.remaining());
    int type = in.getInt();
    if (type >>> 16 != 0) {
      int length = type >>> 16;
      Require.that(length <= 4, "short element", "at most 4 bytes", length);
      ByteBuffer bytes = in.slice(in.position(), length).order(in.order());
      in.position(in.position() + 4);
      return new Element(type & 0xFFFF, bytes);
    }
    long length = Integer.toUnsignedLong(in.getInt());
    Require.that(length <= in.remaining(), "element", "at most the " + in.remaining() + " bytes left", length);
    ByteBuffer bytes = in.slice(in.position(), (int) length).order(in.order());
    long padded = type == COMPRESSED ? length : (length + 7) / 8 * 8;
    in.position((int) Math.min(in.limit(), in.position() + padded));
    return new Element(type, bytes);
  }

  private static ByteBuffer element(ByteBuffer in, int type, String what) {
    Element element = element(in);
    Require.that(element.type == type, what, "type " + type, element.type);
    return element.bytes;
  }

  private static void variable(ByteBuffer array, Map<String, Value> variables) {
    ByteBuffer names = array.duplicate().order(array.order());
    element(names, UINT32, "flags");
    element(names, INT32, "extents");
    String name = text(element(names, INT8, "name"));
    Require.that(variables.put(name, value(array, 0)) == null, "variable", "each name once", printable(name));
  }

  private static Value value(ByteBuffer in, int depth) {
    Require.that(depth <= DEEPEST, "arrays within arrays", "at most " + DEEPEST + " deep", depth);
    if (!in.hasRemaining()) {
      return new Numbers(new double[0]);
    }
    ByteBuffer flags = element(in, UINT32, "flags");
    Require.that(flags.remaining() == 8, "flags", "8 bytes", flags.remaining());
    int kind = flags.getInt();
    Require.that((kind & COMPLEX) == 0, "array", "real numbers", "complex ones");
    ByteBuffer extents = element(in, INT32, "extents");
    long count = 1;
    int rows = 1;
    Require.that(extents.remaining() >= 8, "extents", "two or more", extents.remaining() / 4);
    for (int i = 0; extents.remaining() >= 4; i++) {
      int extent = extents.getInt();
      rows = i == 0 ? extent : rows;
      Require.that(extent >= 0 && count * extent <= MOST_BYTES, "extent", "0 to " + MOST_BYTES + " in all", extent);
      count *= extent;
    }
    element(in, INT8, "name");
    int type = kind & 0xFF;
    if (type == CELL) {
      return new Cells(values(in, count, depth));
    } else if (type == STRUCT) {
      Require.that(count == 1, "struct", "one element", count);
      return struct(in, depth);
    } else if (type == CHAR) {
      Require.that(rows <= 1 || count == 0, "text", "one row", rows);
      Element characters = count == 0 && !in.hasRemaining() ? new Element(UTF8, in) : element(in);
      return new Text(characters(characters));
    }
    Require.that(type >= FIRST_NUMERIC && type <= LAST_NUMERIC, "array", "numbers, text, cells or a struct", type);
    double[] numbers = numbers(element(in));
    Require.that(numbers.length == count, "array", count + " numbers, as its extents have", numbers.length);
    return new Numbers(numbers);
  }

  private static List<Value> values(ByteBuffer in, long count, int depth) {
    Require.that(count * 8 <= in.remaining(), "cells", "at most " + in.remaining() / 8 + " in these bytes", count);
    List<Value> values = new ArrayList<>((int) count);
    for (long i = 0; i < count; i++) {
      values.add(value(element(in, MATRIX, "cell"), depth + 1));
    }
    return values;
  }

  private static Value struct(ByteBuffer in, int depth) {
    ByteBuffer length = element(in, INT32, "length of names");
    Require.that(length.remaining() == 4, "length of names", "4 bytes", length.remaining());
    int size = length.getInt();
    ByteBuffer names = element(in, INT8, "names");
    Require.that(size >= 1 && names.remaining() % size == 0, "length of names", "a divisor of their bytes", size);
    Map<String, Value> fields = new LinkedHashMap<>();
    while (names.hasRemaining()) {
      String name = text(names.slice(names.position(), size));
      names.position(names.position() + size);
      Value value = value(element(in, MATRIX, "field"), depth + 1);
      Require.that(fields.put(name, value) == null, "field", "each name once", printable(name));
    }
    return new Struct(fields);
  }

  /** Latin-1 up to the first zero. */
  private static String text(ByteBuffer bytes) {
    String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    return text.indexOf(0) < 0 ? text : text.substring(0, text.indexOf(0));
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7E]", "?");
  }

  private static String characters(Element element) {
    ByteBuffer bytes = element.bytes;
    return switch (element.type) {
      case UTF8 -> StandardCharsets.UTF_8.decode(bytes).toString();
      case INT8, 2 -> StandardCharsets.ISO_8859_1.decode(bytes).toString();
      case UINT16, UTF16 -> {
        Require.that(bytes.remaining() % 2 == 0, "text", "an even number of bytes", bytes.remaining());
        yield bytes.asCharBuffer().toString();
      }
      default -> throw new IllegalArgumentException("text: expected characters, was type " + element.type);
    };
  }

  private static double[] numbers(Element element) {
    ByteBuffer in = element.bytes;
    int size =
        switch (element.type) {
          case INT8, 2 -> 1;
          case 3, UINT16 -> 2;
          case INT32, UINT32, 7 -> 4;
          case 9, 12, 13 -> 8;
          default -> throw new IllegalArgumentException("numbers: expected a numeric type, was " + element.type);
        };
    Require.that(in.remaining() % size == 0, "numbers", "whole ones of " + size + " bytes", in.remaining() + " bytes");
    double[] values = new double[in.remaining() / size];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (element.type) {
            case INT8 -> in.get();
            case 2 -> in.get() & 0xFF;
            case 3 -> in.getShort();
            case UINT16 -> in.getShort() & 0xFFFF;
            case INT32 -> in.getInt();
            case UINT32 -> in.getInt() & 0xFFFFFFFFL;
            case 7 -> in.getFloat();
            case 9 -> in.getDouble();
            default -> in.getLong();
          };
    }
    return values;
  }
}
