package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How the attackers' own training went: an attacker that did not learn says nothing about what there is to learn. */
final class AttackTable {

  static final String UNDERTRAINED = "undertrained";
  static final String CONVERGED = "converged";

  private static final List<String> ORDER =
      List.of(
          Query.PRIVATE, "train_accuracy", "head_private_accuracy", UNDERTRAINED, CONVERGED, "train_loss",
          "gradient_norm", "iterations");

  private AttackTable() {}

  static Table of(Slice slice) {
    List<String> metrics =
        Tables.trainingMetrics(slice).stream()
            .filter(metric -> !metric.startsWith("worst_group_"))
            .sorted(Comparator.comparingInt(AttackTable::rank))
            .toList();
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(Column.words("Attacker", "attacker"));
    metrics.forEach(metric -> columns.add(new Column("", title(metric), metric, kind(metric))));
    List<List<Entry>> rows = new ArrayList<>();
    for (Condition at : slice.conditions()) {
      for (Attack attack : slice.attacks()) {
        Row row = new Row(slice).method(at).words(slice.label(attack));
        for (String metric : metrics) {
          if (LadderTable.reports(slice, attack, "train", metric)) {
            fill(row, Query.of(at, attack, "train", metric));
          } else {
            row.add(new Entry.Blank(kind(metric)));
          }
        }
        rows.add(row.done());
      }
    }
    return new Table(
        "attacks",
        "Did the attackers learn?",
        Tables.percent(slice) + " on the attacker's own training images. Undertrained: the attacker does "
            + "worse there than the encoder's own head, read as an attacker, so its accuracy is no bound on the "
            + "leakage. Tallies count seeds",
        slice.setting(),
        columns,
        rows);
  }

  private static void fill(Row row, Query query) {
    switch (kind(query.metric())) {
      case TALLY -> row.tally(query);
      case SHARE -> row.share(query);
      default -> row.mean(query, query.metric().equals("iterations") ? 0 : 4);
    }
  }

  private static Column.Kind kind(String metric) {
    if (metric.equals(UNDERTRAINED) || metric.equals(CONVERGED)) {
      return Column.Kind.TALLY;
    }
    return metric.endsWith("accuracy") || metric.endsWith("agreement") ? Column.Kind.SHARE : Column.Kind.NUMBER;
  }

  private static String title(String metric) {
    return switch (metric) {
      case Query.PRIVATE, "train_accuracy" -> "attacker's accuracy";
      case "head_private_accuracy" -> "encoder's head";
      case "train_loss" -> "loss";
      default -> metric.replace('_', ' ');
    };
  }

  private static int rank(String metric) {
    int place = ORDER.indexOf(metric);
    return place < 0 ? ORDER.size() : place;
  }
}
