package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The paper's comparison: accuracies on the unbiased test set by method and correlation, beside the published ones. */
final class MainTable {

  private MainTable() {}

  static Table of(Slice slice, Published published) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    for (Attack attack : attacks(slice)) {
      boolean known = known(slice, attack, published);
      columns.addAll(columns(Tables.heading(slice, attack), Tables.key(slice, attack), known));
    }
    List<List<Entry>> rows = new ArrayList<>();
    for (Condition at : slice.conditions()) {
      Row row = new Row(slice).method(at);
      for (Attack attack : attacks(slice)) {
        Query query = query(at, attack);
        if (known(slice, attack, published)) {
          row.compared(query, published);
        } else {
          row.share(query);
        }
      }
      rows.add(row.done());
    }
    return new Table(
        "main",
        "Target and private-class accuracy on the unbiased test set",
        Tables.percent(slice) + ". Published: real MNIST at full scale, "
            + "mean of 3 restarts of the probe on one encoder. Difference: ours minus published, percentage points",
        slice.setting(),
        columns,
        rows);
  }

  /** The encoder itself, and the attackers that are compared with the paper's; others have a table of their own. */
  private static List<Attack> attacks(Slice slice) {
    return Stream.concat(Stream.of(Attack.NONE), new Ladder(slice).principal().stream()).toList();
  }

  private static Query query(Condition at, Attack attack) {
    return attack.equals(Attack.NONE) ? Query.target(at) : Query.leak(at, attack);
  }

  /** Whether anybody published any of a measure's values, so that there is something to compare with. */
  private static boolean known(Slice slice, Attack attack, Published published) {
    return slice.conditions().stream().anyMatch(at -> published.find(query(at, attack)).isPresent());
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
