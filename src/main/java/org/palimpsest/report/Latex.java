package org.palimpsest.report;

import java.util.List;
import java.util.stream.Collectors;

/** A table for papers, in the form of LaTeX's package booktabs; it compiles with XeLaTeX, LuaLaTeX and pdfLaTeX. */
record Latex(Table table) {

  String text() {
    String columns = table.columns().stream().map(c -> c.numeric() ? "r" : "l").collect(Collectors.joining());
    return """
        %% %s. %s.
        \\begin{tabular}{%s}
        \\toprule
        %s\\midrule
        %s\\bottomrule
        \\end{tabular}
        """
        .formatted(
            escape(table.title()),
            escape(table.about()),
            columns,
            line(table.columns().stream().map(Column::fullTitle).toList()),
            table.rows().stream()
                .map(row -> line(row.stream().map(e -> (e.text() + " " + e.aside()).strip()).toList()))
                .collect(Collectors.joining()));
  }

  private static String line(List<String> fields) {
    return fields.stream().map(Latex::escape).collect(Collectors.joining(" & ", "", " \\\\\n"));
  }

  /** Text with LaTeX's signs escaped, and those beyond ASCII that our tables use written as commands. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char sign : text.toCharArray()) {
      escaped.append(
          switch (sign) {
            case '&', '%', '$', '#', '_', '{', '}' -> "\\" + sign;
            case '\\' -> "\\textbackslash{}";
            case '~' -> "\\textasciitilde{}";
            case '^' -> "\\textasciicircum{}";
            case '\u2212' -> "$-$";
            case '\u00d7' -> "$\\times$";
            case '\u2020' -> "\\textsuperscript{\\dag}";
            case '\u03c1' -> "$\\rho$";
            case '\u03b5' -> "$\\varepsilon$";
            case '\u03b4' -> "$\\delta$";
            case '\u03c3' -> "$\\sigma$";
            case '\u221e' -> "$\\infty$";
            default -> String.valueOf(sign);
          });
    }
    return escaped.toString();
  }
}
