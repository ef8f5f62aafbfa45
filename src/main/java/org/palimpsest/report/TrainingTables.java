package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.GroupCounts;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

/** Tables of what networks were trained on: which images, and which objective. */
final class TrainingTables {

  private TrainingTables() {}

  /** How many images of each group there are, for each party; without rows for painted images and given features. */
  static Table sizes(Results results, GroupCounts counts) {
    List<GroupCounts.Party> parties = results.words().givenFeatures() ? List.of() : counts.of(results);
    List<Column> columns = new ArrayList<>();
    columns.add(Tables.condition(results));
    columns.add(Column.words("Images", "images"));
    columns.add(Column.words(results.words().target(), "target"));
    List<String> values = parties.isEmpty() ? List.of() : parties.get(0).privateValues();
    for (int b = 0; b < values.size(); b++) {
      columns.add(Column.number("", values.get(b), "private_" + b));
    }
    List<List<TableEntry>> rows = new ArrayList<>();
    for (GroupCounts.Party party : parties) {
      for (String target : party.targets()) {
        Row row = new Row(results).label(party.condition()).words(party.images()).words(target);
        values.forEach(value -> row.add(TableEntry.number(party.count(target, value), 0)));
        rows.add(row.done());
      }
    }
    return Table.of(
        "group-sizes",
        "Images of each " + results.words().target() + " and " + results.words().secret(),
        "Number of images. Where attackers have the network's images, or test splits are of the same images, they are "
            + "counted once",
        results,
        columns,
        rows);
  }

  /** What share of the objective a regulariser had where one was asked for; without rows where none was. */
  static Table objective(Results results) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    for (String when : List.of("first", "last")) {
      columns.add(Column.number("In the " + when + " epoch", "cross-entropy", when + "_cross_entropy"));
      columns.add(Column.number("In the " + when + " epoch", "regulariser's share (%)", when + "_share"));
    }
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      if (!results.curves(train(at, "share")).isEmpty()) {
        Row row = new Row(results).method(at);
        for (boolean last : new boolean[] {false, true}) {
          row.orMissing(atEnd(results, train(at, "cross_entropy"), last), v -> TableEntry.number(v, 3), Column.Kind.NUMBER);
          row.orMissing(atEnd(results, train(at, "share"), last), v -> TableEntry.number(100 * v, 2), Column.Kind.NUMBER);
        }
        rows.add(row.done());
      }
    }
    return Table.of(
        "objective",
        "The regulariser's share of the objective",
        "Means over the epoch's images and seeds. The share asked for is among the method's settings",
        results,
        columns,
        rows);
  }

  private static Query train(Case at, String term) {
    return Query.of(at, AttackKey.NONE, Metrics.TRAIN, term);
  }

  /** The mean over seeds of the first or the last epoch. */
  private static Optional<Double> atEnd(Results results, Query query, boolean last) {
    OptionalDouble mean =
        results.curves(query).stream()
            .mapToDouble(curve -> curve.get(last ? curve.lastKey() : curve.firstKey()))
            .average();
    return mean.isPresent() ? Optional.of(mean.getAsDouble()) : Optional.empty();
  }
}
