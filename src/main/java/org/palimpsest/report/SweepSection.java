package org.palimpsest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.SelectionRule;
import org.palimpsest.experiment.SweepCsv.SweepRow;
import org.palimpsest.report.draw.Fonts;
import org.palimpsest.report.figure.SweepFigure;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.SweepResults;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** A sweep's part of the report: a table for each rule, and how far apart the rules are. */
final class SweepSection {

  private final Results draws;
  private final SweepResults results;

  private SweepSection(Results draws, SweepResults results) {
    this.draws = draws;
    this.results = results;
  }

  /**
   * @param draws all networks after their last epoch; what stands for the seed is the draw
   */
  static Section of(Results draws, SweepResults results, RecordedRun run) {
    SweepSection section = new SweepSection(draws, results);
    List<Table> tables = results.chosen().keySet().stream().map(section::table).toList();
    return new Section(
        draws,
        section.facts(),
        section.findings(),
        tables.subList(0, 1),
        tables.subList(1, tables.size()),
        Promise.of(draws, run),
        Missing.of(draws, run),
        Fonts.problem().isPresent() ? List.of() : List.of(SweepFigure.of(draws, results)),
        List.of(),
        FairnessSection.NONE);
  }

  private List<String> facts() {
    return List.of(
        draws.about(),
        Text.count(draws.grid().arms().size(), "method") + " \u00d7 " + draws.words().conditions(draws.grid().conditions().size())
            + " \u00d7 " + Text.count(draws.grid().seeds().size(), "draw"),
        Text.count(results.chosen().size(), "rule"));
  }

  private Table table(SelectionRule rule) {
    Results chosen = results.chosen().get(rule);
    List<Column> columns = new ArrayList<>(Tables.methodColumns(draws));
    columns.add(new Column("", "Draws", "draws", Column.Kind.TALLY));
    columns.add(Column.number("Chosen", "draw", "draw"));
    columns.add(Column.number("Chosen", "epoch", "epoch"));
    columns.add(new Column("Chosen", "settings", "settings", Column.Kind.WORDS));
    columns.add(Column.share("Target, validation", "biased", "validation_biased"));
    columns.add(Column.share("Target, validation", "unbiased", "validation_unbiased"));
    for (AttackKey attack : Tables.withEncoder(chosen)) {
      columns.add(Column.share(chosen.words().testSet(), Tables.heading(chosen, attack), Tables.key(chosen, attack)));
    }
    List<List<TableEntry>> rows = draws.grid().cases().stream().map(at -> row(rule, chosen, at)).toList();
    return Table.of(
        "sweep-" + rule.label(),
        "Chosen by " + rule.label() + ": " + rule.description(),
        "Accuracy in percent [95 % interval over test images, which knows nothing of how the network was chosen]. "
            + "Draw 0 has the settings that the experiment gives; draw k of every method has encoder seed k",
        draws,
        columns,
        rows);
  }

  private List<TableEntry> row(SelectionRule rule, Results chosen, Case at) {
    Optional<SweepRow> pick = results.pick(rule, at);
    Row row = new Row(draws).method(at);
    row.add(TableEntry.tally(draws.bySeed(draws.target(at)).size(), draws.grid().seeds(at).size()));
    row.orMissing(pick, p -> TableEntry.number(p.draw(), 0), Column.Kind.NUMBER);
    row.orMissing(pick, p -> TableEntry.number(p.epoch(), 0), Column.Kind.NUMBER);
    row.orMissing(
        pick, p -> TableEntry.words(p.settings().isEmpty() ? "nothing to search" : p.settings()), Column.Kind.WORDS);
    row.share(pick.map(SweepRow::validationBiased).flatMap(SweepSection::share));
    row.share(pick.map(SweepRow::validationUnbiased).flatMap(SweepSection::share));
    for (AttackKey attack : Tables.withEncoder(chosen)) {
      row.share(chosen.estimate(attack.isNone() ? chosen.target(at) : chosen.leak(at, attack)));
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
            "Every method was given as many networks: " + draws.grid().seeds().size() + " under each condition.",
            "The first has the settings that the experiment gives, the others settings drawn from what the method says "
                + "may be searched. A method with nothing to search was trained from as many seeds. The attackers "
                + "attacked only what a rule chose."));
    draws.grid().cases().stream()
        .filter(at -> !draws.roster().isControl(at.arm()))
        .map(this::range)
        .flatMap(Optional::stream)
        .filter(range -> range.width() > 0)
        .max(Comparator.comparingDouble(Range::width))
        .ifPresent(range -> findings.add(range.finding(draws)));
    return findings;
  }

  /** The rules with the lowest and the highest target accuracy for one method under one condition. */
  private record Range(Case at, SelectionRule low, double lowest, SelectionRule high, double highest) {
    double width() {
      return highest - lowest;
    }

    Finding finding(Results draws) {
      return new Finding(
          "Who chooses matters: %s %s has a target accuracy of %s %% by %s and %s %% by %s."
              .formatted(
                  draws.labels().of(at.arm()), Words.under(at.condition()), Text.percent(lowest), low.label(), Text.percent(highest),
                  high.label()),
          "This is where the rules are furthest apart, on the " + draws.words().testSet() + ", controls aside. All rules choose "
              + "among the same " + Text.count(draws.grid().seeds(at).size(), "network") + "; every method had as many.");
    }
  }

  private Optional<Range> range(Case at) {
    record Value(SelectionRule rule, double target) {}
    Stream<Value> all =
        results.chosen().entrySet().stream()
            .flatMap(
                entry ->
                    entry.getValue().estimate(draws.target(at)).stream()
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
