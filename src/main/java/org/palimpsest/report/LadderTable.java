package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Words;

/**
 * What every attacker reads, an attacker a row: accuracy, information, and how short a code it makes. Without rows if
 * the main table has them all.
 */
final class LadderTable {

  /** A column: which split and metric, and how it is printed. */
  private record Measure(String group, String title, String key, String split, String metric, boolean share) {}

  private static List<Measure> measures(Words words) {
    String split = words.headline();
    String about = "Bits about the " + words.secret();
    String given = "given " + words.target();
    return List.of(
          new Measure("", "private accuracy", "private", split, Metrics.PRIVATE_ACCURACY, true),
          new Measure("", "answers the " + words.target(), "agreement", split, Metrics.TARGET_AGREEMENT, true),
          new Measure(
              about, "overall", "information_bits", split, Metrics.INFORMATION, false),
          new Measure(
              about, given, "conditional_information_bits", split,
              Metrics.CONDITIONAL_INFORMATION, false),
          new Measure(
              "", "majority " + given, "conditional_majority", split, "conditional_majority_accuracy",
              true),
          new Measure("Online code", "compression", "compression", Metrics.TRAIN, "compression", false),
          new Measure("Online code", "bits", "code_length_bits", Metrics.TRAIN, "code_length_bits", false));
  }

  private LadderTable() {}

  static Table of(Results results) {
    List<Measure> measures =
        measures(results.words()).stream()
            .filter(m -> results.attacks().stream().anyMatch(attack -> reports(results, attack, m.split(), m.metric())))
            .toList();
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.words("Attacker", "attacker"));
    measures.forEach(m -> columns.add(Column.share(m.group(), m.title(), m.key())));
    List<List<TableEntry>> rows = new ArrayList<>();
    Ladder ladder = new Ladder(results);
    boolean more = results.attacks().size() > ladder.principal().size();
    for (Case at : more ? results.grid().cases() : List.<Case>of()) {
      for (AttackKey attack : results.attacks()) {
        Row row = new Row(results).method(at).words(results.labels().of(attack));
        for (Measure m : measures) {
          Query query = Query.of(at, attack, m.split(), m.metric());
          boolean elsewhere = m.metric().equals(Metrics.INFORMATION) && !ladder.balanced(attack);
          if (elsewhere || !reports(results, attack, m.split(), m.metric())) {
            row.add(TableEntry.blank(Column.Kind.SHARE));
          } else if (m.share()) {
            row.share(query);
          } else {
            row.bits(query);
          }
        }
        rows.add(row.done());
      }
    }
    return Table.of(
        "attackers",
        "What every attacker reads",
        Tables.percent(results) + " on the " + results.words().testSet() + ", information in bits. Compression: the "
            + "uniform code's length over that of the attacker's online code for its training "
            + results.words().secrets() + ". Blank: not something this attacker reports, or, of information, "
            + "learned in another mix than the test images have: its loss there is no information",
        results,
        columns,
        rows);
  }

  /** Whether an attacker says anything of the kind of any method. */
  static boolean reports(Results results, AttackKey attack, String split, String metric) {
    return results.grid().cases().stream()
        .anyMatch(at -> !results.bySeed(Query.of(at, attack, split, metric)).isEmpty());
  }
}
