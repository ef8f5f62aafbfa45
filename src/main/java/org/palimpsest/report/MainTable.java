package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.report.results.Ladder;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

/** The paper's comparison: accuracies on the headline split by method and condition, beside the published ones. */
final class MainTable {

  private static final String COMPARED =
      "Published: the value in print, at full scale, and its attack as published. Difference: ours minus published, "
          + "percentage points";

  private MainTable() {}

  static Table of(Results results, Published published) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    for (AttackKey attack : attacks(results)) {
      boolean known = known(results, attack, published);
      columns.addAll(columns(Tables.heading(results, attack), Tables.key(results, attack), known));
    }
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      Row row = new Row(results).method(at);
      for (AttackKey attack : attacks(results)) {
        Query query = query(results, at, attack);
        if (known(results, attack, published)) {
          row.compared(query, published);
        } else {
          row.share(query);
        }
      }
      rows.add(row.done());
    }
    boolean compared = attacks(results).stream().anyMatch(attack -> known(results, attack, published));
    return Table.of(
        "main",
        "Target and private-class accuracy on the " + results.words().testSet(),
        Tables.percent(results) + (compared ? ". " + COMPARED : ""),
        results,
        columns,
        rows);
  }

  /** The encoder itself, and the attackers that are compared with the paper's; others have a table of their own. */
  private static List<AttackKey> attacks(Results results) {
    return Stream.concat(Stream.of(AttackKey.NONE), new Ladder(results).principal().stream()).toList();
  }

  private static Query query(Results results, Case at, AttackKey attack) {
    return attack.equals(AttackKey.NONE) ? results.target(at) : results.leak(at, attack);
  }

  /** Whether anybody published any of a measure's values, so that there is something to compare with. */
  private static boolean known(Results results, AttackKey attack, Published published) {
    return results.grid().cases().stream().anyMatch(at -> published.find(results, query(results, at, attack)).isPresent());
  }

  private static List<Column> columns(String group, String key, boolean compared) {
    Column ours = Column.share(group, "ours", key);
    return compared
        ? List.of(
            ours,
            Column.number(group, "published", key + "_published"),
            Column.number(group, "difference", key + "_difference"))
        : List.of(ours);
  }
}
