package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.experiment.Check;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.report.results.Results;

/** The claims of the experiment's file, and what the results say of each. */
final class ChecksTable {

  private ChecksTable() {}

  /** Without rows if the file claims nothing that can be checked. */
  static Table of(Results results, RecordedRun run) {
    List<Column> columns =
        List.of(
            Column.words("Check", "check"),
            new Column("", "Outcome", "outcome", Column.Kind.RULING),
            Column.share("", "value", "value"),
            Column.number("", "bound", "bound"));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (CheckResult one : all(results, run)) {
      rows.add(
          new Row(results)
              .words(one.check().text())
              .add(TableEntry.decision(one.outcome().words(), one.because()))
              .orMissing(one.sum(), TableEntry::fraction, Column.Kind.SHARE)
              .add(TableEntry.number(one.check().bound(), 3))
              .done());
    }
    return Table.of(
        "checks",
        "What was claimed, checked",
        "Accuracies are shares in [0, 1]; in brackets a " + results.intervals() + ". Held: the whole interval is "
            + "where the claim has it. Not held: none of it is. Numbers of a claim stand in its bound",
        results,
        columns,
        rows);
  }

  static List<CheckResult> all(Results results, RecordedRun run) {
    return run.checks().stream().map(Check::parse).map(check -> CheckResult.of(check, results)).toList();
  }
}
