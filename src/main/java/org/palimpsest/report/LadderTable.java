package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;

/**
 * What every attacker reads, an attacker a row: accuracy, information, and how short a code it makes. Without rows if
 * the main table has them all.
 */
final class LadderTable {

  /** A column: which split and metric, and how it is printed. */
  private record Measure(String group, String title, String key, String split, String metric, boolean share) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("", "private accuracy", "private", Query.UNBIASED, Query.PRIVATE, true),
          new Measure("", "answers the digit", "agreement", Query.UNBIASED, "attacker_target_agreement", true),
          new Measure(
              "Bits about the colour", "overall", "information_bits", Query.UNBIASED, Ladder.INFORMATION, false),
          new Measure(
              "Bits about the colour", "given digit", "conditional_information_bits", Query.UNBIASED,
              Ladder.CONDITIONAL_INFORMATION, false),
          new Measure(
              "", "majority given digit", "conditional_majority", Query.UNBIASED, "conditional_majority_accuracy",
              true),
          new Measure("Online code", "compression", "compression", "train", "compression", false),
          new Measure("Online code", "bits", "code_length_bits", "train", "code_length_bits", false));

  private LadderTable() {}

  static Table of(Slice slice) {
    List<Measure> measures =
        MEASURES.stream()
            .filter(m -> slice.attacks().stream().anyMatch(attack -> reports(slice, attack, m.split(), m.metric())))
            .toList();
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(Column.words("Attacker", "attacker"));
    measures.forEach(m -> columns.add(Column.share(m.group(), m.title(), m.key())));
    List<List<Entry>> rows = new ArrayList<>();
    boolean more = slice.attacks().size() > new Ladder(slice).principal().size();
    for (Condition at : more ? slice.conditions() : List.<Condition>of()) {
      for (Attack attack : slice.attacks()) {
        Row row = new Row(slice).method(at).words(slice.label(attack));
        for (Measure m : measures) {
          Query query = Query.of(at, attack, m.split(), m.metric());
          if (!reports(slice, attack, m.split(), m.metric())) {
            row.add(new Entry.Blank(Column.Kind.SHARE));
          } else if (m.share()) {
            row.share(query);
          } else {
            row.bits(query);
          }
        }
        rows.add(row.done());
      }
    }
    return new Table(
        "attackers",
        "What every attacker reads",
        Tables.percent(slice) + " on the unbiased test set, information in bits. Compression: the uniform "
            + "code's length over that of the attacker's online code for its training colours. Blank: not something "
            + "this attacker reports",
        slice.setting(),
        columns,
        rows);
  }

  /** Whether an attacker says anything of the kind of any method. */
  static boolean reports(Slice slice, Attack attack, String split, String metric) {
    return slice.conditions().stream()
        .anyMatch(at -> !slice.bySeed(Query.of(at, attack, split, metric)).isEmpty());
  }
}
