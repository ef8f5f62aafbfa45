package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A row of a {@link Table} while it is being filled from left to right. */
final class Row {

  private final Slice slice;
  private final List<Entry> entries = new ArrayList<>();

  Row(Slice slice) {
    this.slice = slice;
  }

  Row words(String text) {
    return add(new Entry.Words(text));
  }

  Row rho(double rho) {
    return add(new Entry.Rho(rho));
  }

  Row method(Condition at) {
    return add(new Entry.Method(slice.label(at.arm()), at.arm())).rho(at.rho());
  }

  /** Our value, with a dagger if it is what an undertrained attacker reads of test images; or a cross. */
  Row share(Query query) {
    boolean marked =
        query.metric().endsWith(Query.PRIVATE)
            && !query.split().equals("train")
            && slice.undertrained(new Condition(query.arm(), query.rho()), query.attack());
    return share(slice.estimate(query), marked);
  }

  /** The value of another slice with the same methods and correlations, or a cross. */
  Row share(Query query, Slice other) {
    return share(other.estimate(query), false);
  }

  Row share(Optional<Estimate> estimate) {
    return share(estimate, false);
  }

  private Row share(Optional<Estimate> estimate, boolean marked) {
    return add(
        estimate.<Entry>map(value -> new Entry.Share(value, marked))
            .orElseGet(() -> new Entry.Missing(Column.Kind.SHARE)));
  }

  /** Our value, theirs, and the difference; blank where nothing was published. */
  Row compared(Query query, Published published) {
    Optional<PublishedValue> theirs = published.find(query);
    share(query);
    add(theirs.<Entry>map(Entry.Printed::new).orElseGet(Row::blank));
    return add(difference(slice.estimate(query), theirs).orElseGet(Row::blank));
  }

  /** The mean over seeds, with so many places, or a cross. */
  Row mean(Query query, int places) {
    return add(
        slice
            .estimate(query)
            .<Entry>map(estimate -> new Entry.Plain(estimate.mean(), places))
            .orElseGet(() -> new Entry.Missing(Column.Kind.NUMBER)));
  }

  /** How many seeds say yes (1 rather than 0), or a cross. */
  Row tally(Query query) {
    List<Double> values = List.copyOf(slice.bySeed(query).values());
    int yes = (int) values.stream().filter(value -> value != 0).count();
    return add(values.isEmpty() ? new Entry.Missing(Column.Kind.TALLY) : new Entry.Tally(yes, values.size()));
  }

  /** Our value in bits, or a cross. */
  Row bits(Query query) {
    return add(
        slice
            .estimate(query)
            .<Entry>map(Entry.Bits::new)
            .orElseGet(() -> new Entry.Missing(Column.Kind.SHARE)));
  }

  /** The same as {@link #tally}, blank where no seed says anything. */
  Row tallyIfAny(Query query) {
    return slice.bySeed(query).isEmpty() ? add(new Entry.Blank(Column.Kind.TALLY)) : tally(query);
  }

  Row add(Entry entry) {
    entries.add(entry);
    return this;
  }

  List<Entry> done() {
    return List.copyOf(entries);
  }

  private static Optional<Entry> difference(Optional<Estimate> ours, Optional<PublishedValue> theirs) {
    return ours.flatMap(o -> theirs.map(t -> new Entry.Points(o.mean() - t.mean())));
  }

  private static Entry blank() {
    return new Entry.Blank(Column.Kind.NUMBER);
  }
}
