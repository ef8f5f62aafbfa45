package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.experiment.SelectionRule;
import org.palimpsest.experiment.SweepRow;

/** A sweep's part of the report: a table for each rule, and how far apart the rules are. */
final class SweepSection {

  private final Slice draws;
  private final SweepResults results;

  private SweepSection(Slice draws, SweepResults results) {
    this.draws = draws;
    this.results = results;
  }

  /**
   * @param draws all networks after their last epoch; what stands for the seed is the draw
   */
  static Section of(Slice draws, SweepResults results, Provenance provenance) {
    SweepSection section = new SweepSection(draws, results);
    List<Table> tables = results.chosen().keySet().stream().map(section::table).toList();
    return new Section(
        draws,
        section.facts(),
        section.findings(),
        tables.subList(0, 1),
        tables.subList(1, tables.size()),
        Promise.of(draws, provenance),
        Missing.of(draws, provenance),
        Fonts.problem().isPresent() ? List.of() : List.of(SweepFigure.of(draws, results)));
  }

  private List<String> facts() {
    return List.of(
        draws.setting().label(),
        Text.count(draws.arms().size(), "method") + " \u00d7 " + Text.count(draws.rhos().size(), "correlation")
            + " \u00d7 " + Text.count(draws.seeds().size(), "draw"),
        Text.count(results.chosen().size(), "rule"));
  }

  private Table table(SelectionRule rule) {
    Slice chosen = results.chosen().get(rule);
    List<Column> columns = new ArrayList<>(Tables.methodColumns());
    columns.add(new Column("", "Draws", "draws", Column.Kind.TALLY));
    columns.add(Column.number("Chosen", "draw", "draw"));
    columns.add(Column.number("Chosen", "epoch", "epoch"));
    columns.add(new Column("Chosen", "settings", "settings", Column.Kind.WORDS));
    columns.add(Column.share("Target, validation", "biased", "validation_biased"));
    columns.add(Column.share("Target, validation", "unbiased", "validation_unbiased"));
    for (Attack attack : Tables.withEncoder(chosen)) {
      columns.add(Column.share("Unbiased test set", Tables.heading(chosen, attack), Tables.key(chosen, attack)));
    }
    List<List<Entry>> rows = draws.conditions().stream().map(at -> row(rule, chosen, at)).toList();
    return new Table(
        "sweep-" + rule.label(),
        "Chosen by " + rule.label() + ": " + rule.description(),
        "Accuracy in percent [95 % interval over test images, which knows nothing of how the network was chosen]. "
            + "Draw 0 has the settings that the experiment gives; draw k of every method has encoder seed k",
        draws.setting(),
        columns,
        rows);
  }

  private List<Entry> row(SelectionRule rule, Slice chosen, Condition at) {
    Optional<SweepRow> pick = results.pick(rule, at);
    Row row = new Row(draws).method(at);
    row.add(new Entry.Tally(draws.bySeed(Query.target(at)).size(), draws.seeds(at).size()));
    row.add(pick.<Entry>map(p -> new Entry.Plain(p.draw(), 0)).orElse(new Entry.Missing(Column.Kind.NUMBER)));
    row.add(pick.<Entry>map(p -> new Entry.Plain(p.epoch(), 0)).orElse(new Entry.Missing(Column.Kind.NUMBER)));
    row.add(
        pick.<Entry>map(p -> new Entry.Words(p.settings().isEmpty() ? "nothing to search" : p.settings()))
            .orElse(new Entry.Missing(Column.Kind.WORDS)));
    row.share(pick.map(SweepRow::validationBiased).flatMap(SweepSection::share));
    row.share(pick.map(SweepRow::validationUnbiased).flatMap(SweepSection::share));
    for (Attack attack : Tables.withEncoder(chosen)) {
      row.share(attack.equals(Attack.NONE) ? Query.target(at) : Query.leak(at, attack), chosen);
    }
    return row.done();
  }

  private static Optional<Estimate> share(double accuracy) {
    return Double.isNaN(accuracy)
        ? Optional.empty()
        : Optional.of(new Estimate(accuracy, Double.NaN, 1, Optional.empty()));
  }

  private List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        new Finding(
            "Every method was given as many networks: " + draws.seeds().size() + " at each correlation.",
            "The first has the settings that the experiment gives, the others settings drawn from what the method says "
                + "may be searched. A method with nothing to search was trained from as many seeds. The attackers "
                + "attacked only what a rule chose."));
    draws.conditions().stream()
        .filter(at -> !at.arm().isControl())
        .map(this::range)
        .flatMap(Optional::stream)
        .filter(range -> range.width() > 0)
        .max(Comparator.comparingDouble(Range::width))
        .ifPresent(range -> findings.add(range.finding(draws)));
    return findings;
  }

  /** The rules with the lowest and the highest target accuracy for one method at one correlation. */
  private record Range(Condition at, SelectionRule low, double lowest, SelectionRule high, double highest) {
    double width() {
      return highest - lowest;
    }

    Finding finding(Slice draws) {
      return new Finding(
          "Who chooses matters: %s at %s has a target accuracy of %s %% by %s and %s %% by %s."
              .formatted(
                  draws.label(at.arm()), at.words(), Text.percent(lowest), low.label(), Text.percent(highest),
                  high.label()),
          "This is where the rules are furthest apart, on the unbiased test set, controls aside. All rules choose "
              + "among the same " + Text.count(draws.seeds(at).size(), "network") + "; every method had as many.");
    }
  }

  private Optional<Range> range(Condition at) {
    record Value(SelectionRule rule, double target) {}
    Stream<Value> all =
        results.chosen().entrySet().stream()
            .flatMap(
                entry ->
                    entry.getValue().estimate(Query.target(at)).stream()
                        .map(estimate -> new Value(entry.getKey(), estimate.mean())));
    List<Value> values = all.sorted(Comparator.comparingDouble(Value::target)).toList();
    if (values.size() < 2) {
      return Optional.empty();
    }
    Value low = values.get(0);
    Value high = values.get(values.size() - 1);
    return Optional.of(new Range(at, low.rule(), low.target(), high.rule(), high.target()));
  }
}
