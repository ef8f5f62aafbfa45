package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

/** How the attackers' own training went: an attacker that did not learn says nothing about what there is to learn. */
final class AttackTable {

  private static final List<String> ORDER =
      List.of(
          Metrics.PRIVATE_ACCURACY, Metrics.TRAIN_ACCURACY, Metrics.HEAD_PRIVATE_ACCURACY, Metrics.UNDERTRAINED,
          Metrics.CONVERGED, "train_loss",
          "gradient_norm", "iterations");

  private AttackTable() {}

  static Table of(Results results) {
    List<String> metrics =
        Tables.trainingMetrics(results).stream()
            .filter(metric -> !metric.startsWith(Metrics.WORST_GROUP))
            .sorted(Comparator.comparingInt(AttackTable::rank))
            .toList();
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.words("Attacker", "attacker"));
    metrics.forEach(metric -> columns.add(new Column("", title(metric), metric, kind(metric))));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      for (AttackKey attack : results.attacks()) {
        Row row = new Row(results).method(at).words(results.labels().of(attack));
        for (String metric : metrics) {
          if (LadderTable.reports(results, attack, Metrics.TRAIN, metric)) {
            fill(row, Query.of(at, attack, Metrics.TRAIN, metric));
          } else {
            row.add(TableEntry.blank(kind(metric)));
          }
        }
        rows.add(row.done());
      }
    }
    return Table.of(
        "attacks",
        "Did the attackers learn?",
        Tables.percent(results) + " on the attacker's own training images. Undertrained: the attacker does "
            + "worse there than the encoder's own head, read as an attacker, or the best of its kind, or reads less of the "
            + "test images than a smaller one, so its accuracy is no bound on the leakage. Tallies count seeds",
        results,
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
    if (metric.equals(Metrics.UNDERTRAINED) || metric.equals(Metrics.CONVERGED)) {
      return Column.Kind.TALLY;
    }
    return metric.endsWith("accuracy") || metric.endsWith("agreement") ? Column.Kind.SHARE : Column.Kind.NUMBER;
  }

  private static String title(String metric) {
    return switch (metric) {
      case Metrics.PRIVATE_ACCURACY, Metrics.TRAIN_ACCURACY -> "attacker's accuracy";
      case Metrics.HEAD_PRIVATE_ACCURACY -> "encoder's head";
      case "train_loss" -> "loss";
      default -> metric.replace('_', ' ');
    };
  }

  private static int rank(String metric) {
    int place = ORDER.indexOf(metric);
    return place < 0 ? ORDER.size() : place;
  }
}
