package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/** What the grid promises and the results do not hold. */
final class Missing {

  private Missing() {}

  static Table of(Results results, RecordedRun run) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.number("", "seed", "seed"));
    columns.add(Column.words("What", "what"));
    columns.add(Column.words("State", "state"));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      for (int seed : results.grid().seeds(at)) {
        for (String what : missing(results, at, seed)) {
          rows.add(
              new Row(results)
                  .method(at)
                  .add(TableEntry.number(seed, 0))
                  .words(what)
                  .words(state(run, at, seed).orElse("not in runs.csv"))
                  .done());
        }
      }
    }
    return Table.of(
        "missing",
        "What the grid has and the results have not",
        "Shown as " + Text.MISSING + " in the tables",
        results,
        columns,
        rows);
  }

  private static List<String> missing(Results results, Case at, int seed) {
    if (!results.bySeed(results.target(at)).containsKey(seed)) {
      return List.of("everything");
    }
    return results.attacks().stream()
        .filter(attack -> !results.bySeed(results.leak(at, attack)).containsKey(seed))
        .map(attack -> results.labels().of(attack) + " attack")
        .toList();
  }

  private static Optional<String> state(RecordedRun run, Case at, int seed) {
    return run.promised().stream()
        .filter(cell -> cell.at().equals(at) && cell.seed() == seed && !cell.state().isEmpty())
        .map(RecordedRun.RecordedCell::state)
        .findFirst();
  }
}
