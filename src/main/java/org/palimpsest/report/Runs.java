package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.experiment.RunsCsv;

/** All results of an experiment, by setting. */
record Runs(String experiment, List<Slice> slices) {

  static Runs read(Path file, Provenance provenance, Published published) throws IOException {
    List<ResultRow> rows = RunsCsv.read(file);
    if (rows.isEmpty()) {
      throw new IOException(file + ": expected at least one result, was a header alone");
    }
    Map<Setting, List<ResultRow>> bySetting = new LinkedHashMap<>();
    for (ResultRow row : rows) {
      if (!row.experiment().equals(rows.get(0).experiment())) {
        throw new IOException(
            "%s: expected one experiment, was '%s' and '%s'"
                .formatted(file, rows.get(0).experiment(), row.experiment()));
      }
      bySetting
          .computeIfAbsent(Setting.of(row.source()), setting -> new ArrayList<>())
          .add(row);
    }
    List<Provenance.Cell> promised = bySetting.size() == 1 ? provenance.promised() : List.of();
    UnaryOperator<String> spelling =
        method -> provenance.title(method).orElseGet(() -> published.spelling(method));
    List<Slice> slices = new ArrayList<>();
    for (Map.Entry<Setting, List<ResultRow>> entry : bySetting.entrySet()) {
      try {
        slices.add(new Slice(entry.getKey(), entry.getValue(), promised, spelling));
      } catch (IllegalArgumentException e) {
        throw new IOException(file + ": " + e.getMessage(), e);
      }
    }
    return new Runs(rows.get(0).experiment(), List.copyOf(slices));
  }
}
