package org.palimpsest.data.pickle;

import org.palimpsest.Require;

/** Escapes in the text of pickles of protocol 0. */
final class PickledText {

  private PickledText() {}

  /**
   * The text that stands behind escapes.
   *
   * @param known the letters that may follow a backslash; with {@code u}, an unknown one and its backslash stand for
   *     themselves
   */
  static String unescaped(String text, String known) {
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
