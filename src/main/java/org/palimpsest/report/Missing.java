package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the grid promises and the results do not hold. */
final class Missing {

  private Missing() {}

  static Table of(Slice slice, Provenance provenance) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(Column.number("", "seed", "seed"));
    columns.add(Column.words("What", "what"));
    columns.add(Column.words("State", "state"));
    List<List<Entry>> rows = new ArrayList<>();
    for (Condition at : slice.conditions()) {
      for (int seed : slice.seeds(at)) {
        for (String what : missing(slice, at, seed)) {
          rows.add(
              new Row(slice)
                  .method(at)
                  .add(new Entry.Plain(seed, 0))
                  .words(what)
                  .words(state(provenance, at, seed).orElse("not in runs.csv"))
                  .done());
        }
      }
    }
    return new Table(
        "missing",
        "What the grid has and the results have not",
        "Shown as " + Text.MISSING + " in the tables",
        slice.setting(),
        columns,
        rows);
  }

  private static List<String> missing(Slice slice, Condition at, int seed) {
    if (!slice.bySeed(Query.target(at)).containsKey(seed)) {
      return List.of("everything");
    }
    return slice.attacks().stream()
        .filter(attack -> !slice.bySeed(Query.leak(at, attack)).containsKey(seed))
        .map(attack -> slice.label(attack) + " attack")
        .toList();
  }

  private static Optional<String> state(Provenance provenance, Condition at, int seed) {
    return provenance.promised().stream()
        .filter(cell -> new Arm(cell.method(), cell.variant()).equals(at.arm()))
        .filter(cell -> cell.rho() == at.rho() && cell.seed() == seed && !cell.state().isEmpty())
        .map(Provenance.Cell::state)
        .findFirst();
  }
}
