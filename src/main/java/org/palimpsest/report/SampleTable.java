package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.PublishedValue;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/**
 * Accuracies on the very images of a paper that tested on few, as counts beside the paper's counts; without rows where
 * no paper's images are among the test splits.
 */
final class SampleTable {

  private SampleTable() {}

  static Table of(Results results, Published published) {
    List<Column> columns = new ArrayList<>(Tables.methodColumns(results));
    columns.add(Column.words("Measure", "measure"));
    columns.add(Column.words("Images", "split"));
    columns.add(Column.share("Ours", "%", "ours"));
    columns.add(new Column("Ours", "right", "ours_right", Column.Kind.TALLY));
    columns.add(Column.number("Published", "%", "published"));
    columns.add(new Column("Published", "right", "published_right", Column.Kind.TALLY));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      for (AttackKey attack : attacks(results)) {
        for (String split : published.samples(results, at)) {
          String metric = attack.isNone() ? Metrics.TARGET_ACCURACY : Metrics.PRIVATE_ACCURACY;
          Query query = Query.of(at, attack, split, metric);
          Optional<PublishedValue> theirs = published.find(results, query);
          if (!attack.isNone() && theirs.isEmpty()) {
            continue;
          }
          rows.add(
              new Row(results)
                  .method(at)
                  .words(Tables.heading(results, attack))
                  .words(split)
                  .share(query)
                  .orMissing(results.tally(query), TableEntry::tally, Column.Kind.TALLY)
                  .orBlank(theirs, SampleTable::percent, Column.Kind.NUMBER)
                  .orBlank(
                      theirs.flatMap(PublishedValue::sample), few -> TableEntry.tally(few.count()), Column.Kind.TALLY)
                  .done());
        }
      }
    }
    return Table.of(
        "sample",
        "On the images of the paper, counted",
        Tables.percent(results) + ". Right: images named right, of all seeds or runs together, with Wilson's interval. "
            + "Published counts are computed from the percentages in print, which are shares of so few images; where the "
            + "paper quotes a value that was measured on other images there is none",
        results,
        columns,
        rows);
  }

  private static TableEntry percent(PublishedValue value) {
    return new TableEntry(Text.percent(value.mean()), "", List.of(Double.toString(value.mean())));
  }

  private static List<AttackKey> attacks(Results results) {
    return Stream.concat(Stream.of(AttackKey.NONE), results.attacks().stream()).toList();
  }
}
