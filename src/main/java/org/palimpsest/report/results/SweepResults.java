package org.palimpsest.report.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.SelectionRule;
import org.palimpsest.experiment.SweepCsv.SweepRow;
import org.palimpsest.experiment.SweepCsv;

/**
 * What the rules of a sweep chose.
 *
 * @param rows what every rule makes of every draw
 * @param chosen by rule, what was measured of the networks it took
 */
public record SweepResults(List<SweepRow> rows, Map<SelectionRule, Results> chosen) {

  /** Empty if the folder is not that of a sweep. */
  public static Optional<SweepResults> read(Path folder, Published published) throws IOException {
    Path file = folder.resolve(SweepCsv.NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<SweepRow> rows = SweepCsv.read(file);
    Map<SelectionRule, Results> chosen = new LinkedHashMap<>();
    for (String label : rows.stream().map(SweepRow::rule).distinct().toList()) {
      Path results = folder.resolve("rules").resolve(label);
      RecordedRun run = RecordedRun.read(results.resolve("provenance.json"));
      List<Results> all = Runs.read(results.resolve("runs.csv"), run, published).results();
      if (all.size() != 1) {
        throw new IOException(
            "%s: expected one dataset, protocol and scale, was %d".formatted(results, all.size()));
      }
      chosen.put(SelectionRule.of(label), all.get(0));
    }
    return Optional.of(new SweepResults(rows, chosen));
  }

  /** The network that a rule takes; empty if none was finished. */
  public Optional<SweepRow> pick(SelectionRule rule, Case at) {
    return rows.stream()
        .filter(row -> row.picked() && row.rule().equals(rule.label()))
        .filter(row -> row.at().equals(at))
        .findFirst();
  }
}
