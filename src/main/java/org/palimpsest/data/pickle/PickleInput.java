package org.palimpsest.data.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.palimpsest.Require;

/**
 * The bytes of a pickle, and the numbers and texts that opcodes are followed by. Nothing is read beyond the end;
 * refusals are IllegalArgumentExceptions.
 */
final class PickleInput {

  /** Of a number written in decimal. */
  private static final int MOST_DIGITS = 1000;

  private final ByteBuffer in;

  /** @param in read from its position on */
  PickleInput(ByteBuffer in) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The number of the next byte. */
  int position() {
    return in.position();
  }

  /** The number that an opcode is followed by. */
  Object number(int opcode) {
    return switch (opcode) {
      case 'I' -> {
        String text = line();
        yield text.equals("00") || text.equals("01") ? (Object) text.equals("01") : decimal(text);
      }
      case 'L' -> decimal(line().replaceFirst("L$", ""));
      case 'F' -> fraction(line());
      case 'J' -> (long) bytes(4).getInt();
      case 'K' -> (long) u1();
      case 'M' -> (long) Short.toUnsignedInt(bytes(2).getShort());
      case 'G' -> bytes(8).order(ByteOrder.BIG_ENDIAN).getDouble();
      default -> integer(bytes(opcode == 0x8a ? u1() : u4()));
    };
  }

  private static double fraction(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  /** A whole number in digits. */
  static Number decimal(String text) {
    Require.that(text.length() <= MOST_DIGITS, "number", "at most " + MOST_DIGITS + " digits", text.length());
    return plain(new BigInteger(text.strip()));
  }

  /** Two's complement, the lowest byte first. */
  private static Number integer(ByteBuffer littleEndian) {
    int length = littleEndian.remaining();
    Require.that(length <= MOST_DIGITS, "number", "at most " + MOST_DIGITS + " bytes", length);
    byte[] bigEndian = new byte[length + 1];
    for (int i = 0; i < length; i++) {
      bigEndian[length - i] = littleEndian.get(i);
    }
    bigEndian[0] = (byte) (length > 0 && littleEndian.get(length - 1) < 0 ? -1 : 0);
    return plain(new BigInteger(bigEndian));
  }

  private static Number plain(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  /** The text that an opcode is followed by. */
  String text(int opcode) {
    return switch (opcode) {
      case 'S' -> quoted(line());
      case 'V' -> unescaped(line(), "\\uU");
      case 'T' -> StandardCharsets.ISO_8859_1.decode(bytes(u4())).toString();
      case 'U' -> StandardCharsets.ISO_8859_1.decode(bytes(u1())).toString();
      case 'X' -> utf8(bytes(u4()));
      case 0x8c -> utf8(bytes(u1()));
      default -> utf8(bytes(i8()));
    };
  }

  private static String quoted(String line) {
    char first = line.isEmpty() ? 0 : line.charAt(0);
    boolean whole = line.length() >= 2 && (first == '\'' || first == '"') && line.charAt(line.length() - 1) == first;
    Require.that(whole, "string", "in quotation marks", line);
    return unescaped(line.substring(1, line.length() - 1), "\\'\"abfnrtvx");
  }

  private static String utf8(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("text: expected UTF-8, was damaged", e);
    }
  }

  int u1() {
    return bytes(1).get() & 0xff;
  }

  long u4() {
    return Integer.toUnsignedLong(bytes(4).getInt());
  }

  long i8() {
    return bytes(8).getLong();
  }

  /** The next bytes, which are not copied. */
  ByteBuffer bytes(long length) {
    Require.that(
        length >= 0 && length <= in.remaining(), "length", "at most the " + in.remaining() + " bytes left", length);
    ByteBuffer part = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + (int) length);
    return part;
  }

  /** As far as the end of the line, without it. */
  String line() {
    int from = in.position();
    int end = from;
    while (end < in.limit() && in.get(end) != '\n') {
      end++;
    }
    Require.that(end < in.limit(), "line", "an end", "the end of the file");
    String text = StandardCharsets.ISO_8859_1.decode(in.slice(from, end - from)).toString();
    in.position(end + 1);
    return text;
  }

  /**
   * The text that stands behind escapes.
   *
   * @param known the letters that may follow a backslash; with {@code u}, an unknown one and its backslash stand for
   *     themselves
   */
  private static String unescaped(String text, String known) {
    StringBuilder plain = new StringBuilder();
    boolean raw = known.contains("u");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : 0;
      if (c != '\\' || raw && next != 'u' && next != 'U') {
        plain.append(c);
        continue;
      }
      Require.that(next != 0 && known.indexOf(next) >= 0, "escape", "one of " + known, "\\" + next);
      i++;
      int digits = next == 'x' ? 2 : next == 'u' ? 4 : next == 'U' ? 8 : 0;
      if (digits > 0) {
        plain.appendCodePoint(codePoint(text, i + 1, digits));
        i += digits;
      } else {
        plain.append(single(next));
      }
    }
    return plain.toString();
  }

  private static int codePoint(String text, int from, int digits) {
    Require.that(from + digits <= text.length(), "escape", digits + " digits", text.substring(from));
    long point = Long.parseLong(text.substring(from, from + digits), 16);
    Require.that(point >= 0 && point <= Character.MAX_CODE_POINT, "escape", "a character", point);
    return (int) point;
  }

  private static char single(char letter) {
    return switch (letter) {
      case 'a' -> '\007';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> '\013';
      default -> letter;
    };
  }
}
