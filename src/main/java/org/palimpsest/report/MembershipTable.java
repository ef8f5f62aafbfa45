package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Membership;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

/** What membership attacks tell of the training images. */
final class MembershipTable {

  private record Measure(String title, String key, String group, String metric) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("area", "auc", Metrics.ALL, Membership.AUC),
          new Measure("area, aligned", "auc_aligned", Metrics.ALIGNED, Membership.AUC),
          new Measure("area, conflicting", "auc_conflicting", Metrics.CONFLICTING, Membership.AUC),
          new Measure("area, all conflicting", "auc_conflicting_matched", Membership.MATCHED, Membership.AUC),
          new Measure("balanced accuracy", "balanced_accuracy", Metrics.ALL, Membership.BALANCED_ACCURACY),
          new Measure("found at 1 % false", "tpr_at_fpr_0.01", Metrics.ALL, Membership.TRUE_POSITIVES_AT + "0.01"),
          new Measure("found at 0.1 % false", "tpr_at_fpr_0.001", Metrics.ALL, Membership.TRUE_POSITIVES_AT + "0.001"),
          new Measure(
              "all conflicting found at 1 % false", "tpr_at_fpr_0.01_conflicting_matched", Membership.MATCHED,
              Membership.TRUE_POSITIVES_AT + "0.01"));

  private MembershipTable() {}

  /** Attackers after membership, in the order of the file. */
  private static List<AttackKey> attacks(List<Query> found) {
    return found.stream().map(Query::attack).distinct().toList();
  }

  static Table of(Results results) {
    List<Query> found = results.queries(query -> query.split().equals(Membership.SPLIT));
    List<Measure> measures =
        MEASURES.stream()
            .filter(m -> found.stream().anyMatch(q -> q.metric().equals(m.metric()) && q.group().equals(m.group())))
            .toList();
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.words("Attacker", "attacker"));
    measures.forEach(measure -> columns.add(Column.share("", measure.title(), measure.key())));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      for (AttackKey attack : attacks(found)) {
        Row row = new Row(results).method(at).words(attack.name());
        measures.forEach(m -> row.share(new Query(at, attack, Membership.SPLIT, m.group(), m.metric())));
        rows.add(row.done());
      }
    }
    return Table.of(
        "membership",
        "Was this image in the training set?",
        Tables.percent(results) + ". Area under the ROC curve and balanced accuracy are 50 for an attacker that knows "
            + "nothing; of the members found at a false positive rate, that rate is. Training images against as many "
            + "others, of the same mix; all conflicting: every conflicting training image against another of the same "
            + results.words().target() + " and " + results.words().secret(),
        results,
        columns,
        rows);
  }
}
