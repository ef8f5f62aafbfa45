package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.PublishedValue;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;

/** A row of a {@link Table} while it is being filled from left to right. */
final class Row {

  private final Results results;
  private final List<TableEntry> entries = new ArrayList<>();

  Row(Results results) {
    this.results = results;
  }

  Row words(String text) {
    return add(TableEntry.words(text));
  }

  Row label(AxisLabel label) {
    return add(TableEntry.label(label));
  }

  Row method(Case at) {
    return add(TableEntry.method(results.labels().of(at.arm()), at.arm())).label(at.condition());
  }

  /** Our value, with a dagger if it is what an undertrained attacker reads of test images; or a cross. */
  Row share(Query query) {
    boolean marked =
        query.metric().endsWith(Metrics.PRIVATE_ACCURACY)
            && !query.split().equals(Metrics.TRAIN)
            && results.undertrained(query.at(), query.attack());
    return orMissing(results.estimate(query), estimate -> TableEntry.share(estimate, marked), Column.Kind.SHARE);
  }

  /** The value, without a mark, or a cross. */
  Row share(Optional<Estimate> estimate) {
    return orMissing(estimate, value -> TableEntry.share(value, false), Column.Kind.SHARE);
  }

  /** Our value, theirs, and the difference; blank where nothing was published. */
  Row compared(Query query, Published published) {
    Optional<PublishedValue> theirs = published.find(results, query);
    share(query);
    orBlank(theirs, TableEntry::printed, Column.Kind.NUMBER);
    return orBlank(
        theirs.flatMap(t -> results.estimate(query).map(ours -> ours.mean() - t.mean())), TableEntry::points,
        Column.Kind.NUMBER);
  }

  /** The mean over seeds, with so many places, or a cross. */
  Row mean(Query query, int places) {
    return orMissing(
        results.estimate(query), estimate -> TableEntry.number(estimate.mean(), places), Column.Kind.NUMBER);
  }

  /** Our value in bits, or a cross. */
  Row bits(Query query) {
    return orMissing(results.estimate(query), TableEntry::bits, Column.Kind.SHARE);
  }

  /** How many seeds say yes (1 rather than 0), or a cross. */
  Row tally(Query query) {
    List<Double> values = List.copyOf(results.bySeed(query).values());
    int yes = (int) values.stream().filter(value -> value != 0).count();
    return add(values.isEmpty() ? TableEntry.missing(Column.Kind.TALLY) : TableEntry.tally(yes, values.size()));
  }

  /** The same as {@link #tally}, blank where no seed says anything. */
  Row tallyIfAny(Query query) {
    return results.bySeed(query).isEmpty() ? add(TableEntry.blank(Column.Kind.TALLY)) : tally(query);
  }

  /** What there is, or a cross: it belongs to the grid. */
  <T> Row orMissing(Optional<T> value, Function<T, TableEntry> entry, Column.Kind kind) {
    return add(value.map(entry).orElseGet(() -> TableEntry.missing(kind)));
  }

  /** What there is, or nothing. */
  <T> Row orBlank(Optional<T> value, Function<T, TableEntry> entry, Column.Kind kind) {
    return add(value.map(entry).orElseGet(() -> TableEntry.blank(kind)));
  }

  Row add(TableEntry entry) {
    entries.add(entry);
    return this;
  }

  List<TableEntry> done() {
    return List.copyOf(entries);
  }
}
