package org.palimpsest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.fair.GroupFairness;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.GroupResults;
import org.palimpsest.report.results.GroupResults.Part;
import org.palimpsest.report.results.PublishedGroups.Network;
import org.palimpsest.report.results.PublishedGroups.Value;
import org.palimpsest.report.results.PublishedGroups;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** What papers print of their groups, with the size of their test groups, below what was measured here. */
final class PublishedGroupsTable {

  private PublishedGroupsTable() {}

  /** No rows where nothing was published. */
  static Table of(Results results, GroupResults groups, PublishedGroups published) {
    List<AxisLabel> conditions = results.grid().conditions();
    List<Network> theirs = published.networks(conditions);
    List<List<TableEntry>> rows = new ArrayList<>();
    if (!theirs.isEmpty()) {
      for (AxisLabel condition : conditions) {
        groups.cases().stream().filter(at -> at.condition().equals(condition)).forEach(at -> rows.add(ours(results, groups, at)));
        theirs.stream().filter(one -> one.condition().equals(condition)).forEach(one -> rows.add(theirs(results, one)));
      }
      theirs.stream().filter(one -> one.condition().isNone()).forEach(one -> rows.add(theirs(results, one)));
    }
    String sources =
        published.values().stream().map(Value::source).map(source -> source.replaceAll(", of \\d+ test images", ""))
            .distinct().collect(Collectors.joining("; "));
    return Table.of(
        "published-groups",
        "Beside what was published",
        "Percent, and intervals or, of theirs, the number of test images in the group as far as it is known. Theirs are of"
            + " other networks, and of other data where their groups have other names; their \u03b5 is as they report it. "
            + "Sources: " + sources,
        results,
        List.of(
            Column.words("Whose", "whose"),
            Column.words("Condition", "condition"),
            Column.words("Method", "method"),
            Column.words("\u03b5", "epsilon"),
            Column.words("all", "accuracy"),
            Column.words("Accuracy on the majority", "majority"),
            Column.words("on the minority", "minority"),
            Column.words("Gap (points)", "gap"),
            Column.words("Parity", "parity"),
            Column.words("Opportunity", "opportunity")),
        rows);
  }

  private static List<TableEntry> ours(Results results, GroupResults groups, Case at) {
    String minority = groups.minorities().get(0);
    OptionalDouble epsilon =
        groups.part(at) == Part.PRIVATE ? OptionalDouble.of(groups.epsilon(at).orElseThrow()) : OptionalDouble.empty();
    return new Row(results)
        .words("ours")
        .words(Words.condition(at.condition()))
        .words(groups.label(at))
        .words(printed(epsilon))
        .words(share(results.estimate(results.target(at)), ""))
        .words(share(groups.accuracy(at, groups.majority()), groups.majority()))
        .words(share(groups.accuracy(at, minority), minority))
        .words(groups.gap(at, minority).map(gap -> Text.points(gap.mean())).orElse(Text.MISSING))
        .words(fraction(results.estimate(groups.query(at, GroupFairness.PARITY_MAX, minority))))
        .words(fraction(results.estimate(groups.query(at, GroupFairness.OPPORTUNITY_MAX, minority))))
        .done();
  }

  private static List<TableEntry> theirs(Results results, Network network) {
    Optional<Double> gap =
        network.majority().flatMap(most -> network.minority().map(few -> most.mean() - few.mean()));
    return new Row(results)
        .words(network.paper() + status(network))
        .words(network.condition().isNone() ? "" : Words.condition(network.condition()))
        .words(network.method() + images(network))
        .words(printed(network.epsilon()))
        .words(network.all().map(PublishedGroupsTable::printed).orElse(""))
        .words(network.majority().map(PublishedGroupsTable::printed).orElse(""))
        .words(network.minority().map(PublishedGroupsTable::printed).orElse(""))
        .words(gap.map(Text::points).orElse(""))
        .words(network.parity().map(value -> Text.decimal(value.mean(), 3)).orElse(""))
        .words(network.opportunity().map(value -> Text.decimal(value.mean(), 3)).orElse(""))
        .done();
  }

  private static String images(Network network) {
    return network.trainImages().isPresent() ? ", %,d images".formatted(network.trainImages().getAsInt()) : "";
  }

  private static String status(Network network) {
    Value any = network.all().or(network::majority).orElseThrow();
    return any.status().equals("verified") ? "" : " (" + any.status() + ")";
  }

  private static String printed(OptionalDouble epsilon) {
    return epsilon.isPresent() ? Text.rho(Math.round(100 * epsilon.getAsDouble()) / 100.0) : "";
  }

  private static String printed(Value value) {
    String n = value.images().isPresent() ? ", n = " + value.images().getAsInt() : "";
    String group = value.group().equals(Metrics.ALL) ? "" : " (" + value.group() + n + ")";
    return Text.percent(value.mean()) + group;
  }

  private static String share(Optional<Estimate> estimate, String group) {
    return estimate
        .map(e -> Text.percent(e.mean()) + e.interval().map(i -> " " + Text.brackets(i)).orElse("")
            + (group.isEmpty() ? "" : " (" + group + ")"))
        .orElse(Text.MISSING);
  }

  private static String fraction(Optional<Estimate> estimate) {
    return estimate.map(e -> Text.decimal(e.mean(), 3)).orElse("");
  }
}
