package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.palimpsest.metric.Membership;

/** What membership attacks tell of the training images. */
final class MembershipTable {

  /** The name that results have for training images and others together. */
  static final String SPLIT = "membership";

  private record Measure(String title, String key, String group, String metric) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("area", "auc", "all", Membership.AUC),
          new Measure("area, aligned", "auc_aligned", "aligned", Membership.AUC),
          new Measure("area, conflicting", "auc_conflicting", "conflicting", Membership.AUC),
          new Measure("balanced accuracy", "balanced_accuracy", "all", Membership.BALANCED_ACCURACY),
          new Measure("found at 1 % false", "tpr_at_fpr_0.01", "all", Membership.TRUE_POSITIVES_AT + "0.01"),
          new Measure("found at 0.1 % false", "tpr_at_fpr_0.001", "all", Membership.TRUE_POSITIVES_AT + "0.001"));

  private MembershipTable() {}

  /** Attackers after membership, in the order of the file. */
  static List<Attack> attacks(Slice slice) {
    return slice.queries(membership()).stream().map(Query::attack).distinct().toList();
  }

  private static Predicate<Query> membership() {
    return query -> query.split().equals(SPLIT);
  }

  static Table of(Slice slice) {
    List<Query> found = slice.queries(membership());
    List<Measure> measures =
        MEASURES.stream()
            .filter(m -> found.stream().anyMatch(q -> q.metric().equals(m.metric()) && q.group().equals(m.group())))
            .toList();
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(Column.words("Attacker", "attacker"));
    measures.forEach(measure -> columns.add(Column.share("", measure.title(), measure.key())));
    List<List<Entry>> rows = new ArrayList<>();
    for (Condition at : slice.conditions()) {
      for (Attack attack : attacks(slice)) {
        Row row = new Row(slice).method(at).words(attack.name());
        measures.forEach(m -> row.share(new Query(at.arm(), at.rho(), attack, SPLIT, m.group(), m.metric())));
        rows.add(row.done());
      }
    }
    return new Table(
        "membership",
        "Was this image in the training set?",
        Tables.percent(slice) + ". Area under the ROC curve and balanced accuracy are 50 for an attacker that knows "
            + "nothing; of the members found at a false positive rate, that rate is. Training images against as many "
            + "others, coloured at the same correlation",
        slice.setting(),
        columns,
        rows);
  }
}
