package org.palimpsest.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.palimpsest.report.results.Text;

/** Pieces of HTML; every text that comes from outside is escaped here. */
final class Html {

  /** Longer tables are shown when asked for. */
  private static final int FOLDED = 40;

  /** Longer words in a table are broken into lines. */
  private static final int LONG = 32;

  /** A place that the contents link to. */
  record Anchor(int level, String id, String words) {}

  private final StringBuilder text = new StringBuilder();
  private final List<Anchor> anchors = new ArrayList<>();

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Markup as it is. */
  Html raw(String markup) {
    text.append(markup).append('\n');
    return this;
  }

  /** An element that holds words. */
  Html element(String tag, String words) {
    return raw("<" + tag + ">" + escape(words) + "</" + tag.split(" ")[0] + ">");
  }

  /** Findings, each with what it rests on. */
  Html findings(List<Finding> findings) {
    raw("<ul class=\"findings\">");
    for (Finding finding : findings) {
      raw("<li>").element("p class=\"claim\"", finding.claim()).element("p", finding.evidence()).raw("</li>");
    }
    return raw("</ul>");
  }

  /** A whole page in the report's style: its contents, which may be empty, and its body. */
  static String document(String title, Html contents, Html body) throws IOException {
    Html page = new Html();
    page.raw("<!doctype html>").raw("<html lang=\"en\">").raw("<head>").raw("<meta charset=\"utf-8\">");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    page.raw("<meta name=\"color-scheme\" content=\"light dark\">");
    page.element("title", title + " \u00b7 Palimpsest");
    page.raw("<style>").raw(Prose.resource("report.css")).raw("</style>").raw("</head>").raw("<body>");
    page.raw(contents.toString()).raw("<main>").raw(body.toString());
    page.raw("<footer><p>Palimpsest: does a training method erase a private attribute from a network's features, "
        + "or merely write over it?</p></footer>");
    return page.raw("</main>").raw("</body>").raw("</html>").toString();
  }

  /** Lists a place in the contents. */
  Html anchor(int level, String id, String words) {
    anchors.add(new Anchor(level, id, words));
    return this;
  }

  List<Anchor> anchors() {
    return List.copyOf(anchors);
  }

  /** Links to places: those of level 2, and below each those of level 3. */
  Html contents(List<Anchor> places) {
    raw("<nav aria-label=\"Contents\"><ol>");
    boolean nested = false;
    boolean open = false;
    for (Anchor place : places) {
      boolean deeper = place.level() > 2;
      if (deeper && !nested) {
        raw("<ol>");
      } else if (!deeper) {
        raw((nested ? "</ol>" : "") + (open ? "</li>" : ""));
        open = true;
      }
      nested = deeper;
      String link = "<a href=\"#" + escape(place.id()) + "\">" + escape(place.words()) + "</a>";
      raw("<li>" + link + (deeper ? "</li>" : ""));
    }
    return raw((nested ? "</ol>" : "") + (open ? "</li>" : "") + "</ol></nav>");
  }

  Html heading(int level, String id, String words) {
    anchor(level, id, words);
    return raw("<h%d id=\"%s\">%s</h%d>".formatted(level, escape(id), escape(words), level));
  }

  /** A list of names and what they stand for, in one line or several. */
  Html pairs(Map<String, List<String>> values) {
    raw("<dl>");
    values.forEach(
        (name, lines) -> {
          String value = lines.stream().map(Html::escape).collect(Collectors.joining("<br>"));
          raw("<div><dt>" + escape(name) + "</dt><dd>" + value + "</dd></div>");
        });
    return raw("</dl>");
  }

  /** A table that scrolls inside its own box. */
  Html table(Table table) {
    String stop = table.title().endsWith("?") ? "" : ".";
    anchor(3, "table-" + table.name(), table.title());
    raw("<figure class=\"table\" id=\"table-" + escape(table.name()) + "\"><figcaption><strong>" + escape(table.title()) + stop + "</strong> "
        + escape(table.fullNote()) + ". <span class=\"file\">tables/" + escape(table.name())
        + ".csv</span></figcaption>");
    boolean folded = table.rows().size() > FOLDED;
    if (folded) {
      raw("<details>").element(
          "summary", Text.count(table.rows().size(), "row") + ", " + Text.count(table.columns().size(), "column"));
    }
    raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + escape(table.title()) + "\"><table>");
    raw("<thead>");
    groups(table.columns());
    raw("<tr>");
    table.columns().forEach(column -> raw("<th scope=\"col\"" + side(column) + ">" + escape(column.title()) + "</th>"));
    raw("</tr></thead><tbody>");
    String previous = "";
    for (List<TableEntry> row : table.rows()) {
      String first = row.get(0).text();
      raw(first.equals(previous) ? "<tr>" : "<tr class=\"first\">");
      previous = first;
      for (int i = 0; i < row.size(); i++) {
        cell(i, table.columns().get(i), row.get(i));
      }
      raw("</tr>");
    }
    return raw("</tbody></table></div>" + (folded ? "</details>" : "") + "</figure>");
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void groups(List<Column> columns) {
    if (columns.stream().allMatch(column -> column.group().isEmpty())) {
      return;
    }
    raw("<tr class=\"groups\">");
    for (int i = 0; i < columns.size(); ) {
      int end = i;
      while (end < columns.size() && columns.get(end).group().equals(columns.get(i).group())) {
        end++;
      }
      raw("<th scope=\"colgroup\" colspan=\"" + (end - i) + "\">" + escape(columns.get(i).group()) + "</th>");
      i = end;
    }
    raw("</tr>");
  }

  private void cell(int index, Column column, TableEntry entry) {
    String aside = entry.aside().isEmpty() ? "" : " <small>" + unbroken(escape(entry.aside())) + "</small>";
    String kind = entry.text().equals(Text.MISSING) ? " title=\"missing\"" : "";
    if (index == 0) {
      String[] parts = entry.text().split(" \\(", 2);
      raw("<th scope=\"row\">" + escape(parts[0])
          + (parts.length > 1 ? " <small>(" + escape(parts[1]) + "</small>" : "") + "</th>");
    } else {
      boolean stacked = column.kind() == Column.Kind.READING || column.kind() == Column.Kind.GAIN;
      String side = stacked ? " class=\"stacked\"" : side(column);
      boolean longer = column.kind() == Column.Kind.RULING || entry.text().length() > LONG;
      raw("<td" + (longer ? " class=\"long\"" : side) + kind + ">" + escape(entry.text()) + aside + "</td>");
    }
  }

  /** Keeps both ends of an interval on one line. */
  private static String unbroken(String text) {
    return text.replaceAll("(\\[[^\\]]*,) ", "$1\u00a0");
  }

  private static String side(Column column) {
    return column.numeric() ? "" : " class=\"w\"";
  }
}
