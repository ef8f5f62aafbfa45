package org.palimpsest.report.draw;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The colour and shape of a method, the same in every figure. Colours are those of Okabe and Ito (2008), told apart
 * with any common colour vision; shapes say the same without colour.
 */
public record MethodStyle(Color color, Mark shape) {

  /** Known methods keep their look in every report; others take what is left, in turn. */
  private static final Map<String, MethodStyle> KNOWN = new LinkedHashMap<>();

  private static final List<MethodStyle> OTHERS =
      List.of(
          new MethodStyle(new Color(0xE69F00), Mark.DOWN),
          new MethodStyle(new Color(0x56B4E9), Mark.CIRCLE),
          new MethodStyle(new Color(0x882255), Mark.SQUARE),
          new MethodStyle(new Color(0x999933), Mark.UP),
          new MethodStyle(new Color(0x332288), Mark.DIAMOND),
          new MethodStyle(new Color(0x117733), Mark.DOWN),
          new MethodStyle(new Color(0xAA4499), Mark.CIRCLE),
          new MethodStyle(new Color(0x6E5A3A), Mark.SQUARE),
          new MethodStyle(new Color(0x44AA99), Mark.UP),
          new MethodStyle(new Color(0xCC6677), Mark.DIAMOND),
          new MethodStyle(new Color(0xC9B458), Mark.DOWN),
          new MethodStyle(new Color(0x661100), Mark.CIRCLE),
          new MethodStyle(new Color(0x9BB8A0), Mark.SQUARE),
          new MethodStyle(new Color(0x7A6FB0), Mark.UP),
          new MethodStyle(new Color(0x000000), Mark.DIAMOND));

  static {
    KNOWN.put("vanilla", new MethodStyle(new Color(0x4D4D4D), Mark.CIRCLE));
    KNOWN.put("end", new MethodStyle(new Color(0xD55E00), Mark.DIAMOND));
    KNOWN.put("rubi", new MethodStyle(new Color(0x0072B2), Mark.SQUARE));
    KNOWN.put("learnedmixin", new MethodStyle(new Color(0x009E73), Mark.UP));
    KNOWN.put("oracledata", new MethodStyle(new Color(0x000000), Mark.UP));
    KNOWN.put("untrained", new MethodStyle(new Color(0x9aa1ab), Mark.SQUARE));
    KNOWN.put("rebias", new MethodStyle(new Color(0xCC79A7), Mark.DOWN));
  }

  /** A style for each of the methods, which may come several times. */
  public static List<MethodStyle> of(List<String> methods) {
    List<MethodStyle> looks = new ArrayList<>();
    List<String> used = new ArrayList<>();
    int next = 0;
    for (String method : methods) {
      String name = method.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
      MethodStyle known = KNOWN.get(name);
      if (known == null || used.contains(name)) {
        looks.add(other(next++));
      } else {
        looks.add(known);
      }
      used.add(name);
    }
    return looks;
  }

  /** Once the list is through, the same colours with other shapes. */
  private static MethodStyle other(int index) {
    MethodStyle look = OTHERS.get(index % OTHERS.size());
    Mark[] marks = Mark.values();
    return new MethodStyle(look.color(), marks[(look.shape().ordinal() + 2 * (index / OTHERS.size())) % marks.length]);
  }
}
