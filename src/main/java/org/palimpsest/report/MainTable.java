package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;

/** The paper's comparison: accuracies on the unbiased test set by method and correlation, beside the published ones. */
final class MainTable {

  private MainTable() {}

  static Table of(Slice slice, Published published) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.addAll(compared("Target accuracy", "target"));
    for (Attack attack : slice.attacks()) {
      boolean known = attack.name().equals(Attack.PUBLISHED);
      String group = "Private accuracy, " + slice.label(attack) + " attack";
      String key = "private_" + Text.slug(slice.label(attack)).replace('-', '_');
      columns.addAll(known ? compared(group, key) : List.of(Column.share(group, "ours", key)));
    }
    List<List<Entry>> rows = new ArrayList<>();
    for (Condition at : slice.conditions()) {
      Row row = new Row(slice).method(at).compared(Query.target(at), published);
      for (Attack attack : slice.attacks()) {
        Query query = Query.leak(at, attack);
        if (attack.name().equals(Attack.PUBLISHED)) {
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
        "Percent; brackets hold 95 % intervals. Published: real MNIST at full scale, "
            + "mean of 3 restarts of the probe on one encoder. Difference: ours minus published, percentage points",
        slice.setting(),
        columns,
        rows);
  }

  private static List<Column> compared(String group, String key) {
    return List.of(
        Column.share(group, "ours", key),
        Column.number(group, "published", key + "_published"),
        Column.number(group, "difference", key + "_difference"));
  }
}
