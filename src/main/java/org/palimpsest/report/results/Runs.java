package org.palimpsest.report.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunsCsv;
import org.palimpsest.experiment.Source;

/** All results of an experiment, by source. */
public record Runs(String experiment, List<Results> results) {

  public static Runs read(Path file, RecordedRun run, Published published) throws IOException {
    List<ResultRow> rows = RunsCsv.read(file);
    if (rows.isEmpty()) {
      throw new IOException(file + ": expected at least one result, was a header alone");
    }
    Map<Source, List<ResultRow>> bySource = new LinkedHashMap<>();
    for (ResultRow row : rows) {
      if (!row.experiment().equals(rows.get(0).experiment())) {
        throw new IOException(
            "%s: expected one experiment, was '%s' and '%s'"
                .formatted(file, rows.get(0).experiment(), row.experiment()));
      }
      bySource.computeIfAbsent(row.source(), source -> new ArrayList<>()).add(row);
    }
    List<RecordedRun.RecordedCell> promised = bySource.size() == 1 ? run.promised() : List.of();
    UnaryOperator<String> spelling = method -> run.title(method).orElseGet(() -> published.spelling(method));
    List<Results> results = new ArrayList<>();
    for (Map.Entry<Source, List<ResultRow>> entry : bySource.entrySet()) {
      try {
        results.add(new Results(entry.getKey(), entry.getValue(), run, promised, spelling));
      } catch (IllegalArgumentException e) {
        throw new IOException(file + ": " + e.getMessage(), e);
      }
    }
    return new Runs(rows.get(0).experiment(), List.copyOf(results));
  }
}
