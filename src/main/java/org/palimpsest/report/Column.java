package org.palimpsest.report;

import java.util.List;

/**
 * One column of a {@link Table}.
 *
 * @param group a heading shared with its neighbours; may be empty
 * @param title its own heading
 * @param key its name in CSV
 */
record Column(String group, String title, String key, Kind kind) {

  /** What its entries are, hence into which CSV fields each is written. */
  enum Kind {
    WORDS(""),
    METHOD("", "variant"),
    NUMBER(""),
    SHARE("", "_low", "_high", "_seeds"),
    TALLY("", "_of"),
    READING("", "_low", "_high", "_seeds", "_attacker"),
    RANKING("", "_low", "_high", "_methods"),
    GAIN("", "_clear", "_reference"),
    RULING("", "_because");

    private final List<String> suffixes;

    Kind(String... suffixes) {
      this.suffixes = List.of(suffixes);
    }

    int fields() {
      return suffixes.size();
    }
  }

  static Column method() {
    return new Column("", "Method", "method", Kind.METHOD);
  }

  static Column words(String title, String key) {
    return new Column("", title, key, Kind.WORDS);
  }

  static Column number(String group, String title, String key) {
    return new Column(group, title, key, Kind.NUMBER);
  }

  static Column share(String group, String title, String key) {
    return new Column(group, title, key, Kind.SHARE);
  }

  List<String> csvNames() {
    return kind == Kind.METHOD
        ? List.of("method", "variant")
        : kind.suffixes.stream().map(suffix -> key + suffix).toList();
  }

  boolean numeric() {
    return kind != Kind.WORDS && kind != Kind.METHOD && kind != Kind.RULING;
  }

  /** For formats with one heading a column. */
  String fullTitle() {
    return group.isEmpty() ? title : group + ": " + title;
  }
}
