package org.palimpsest.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The tables of a report. */
final class Tables {

  private static final List<String> TEST_SPLITS = List.of("biased", Query.UNBIASED, "conflicting");

  private Tables() {}

  /** Columns that begin every table with a row per method and correlation. */
  static List<Column> methodColumns() {
    return List.of(Column.method(), Column.number("", "\u03c1", "rho"));
  }

  /** The unit of accuracies, and what stands in brackets behind them. */
  static String percent(Slice slice) {
    return "Percent [" + slice.intervals() + "]";
  }

  /** Target accuracy and private accuracy under each attacker on the three test sets. */
  static Table splits(Slice slice) {
    List<Column> columns = new ArrayList<>(methodColumns());
    columns.add(Column.words("Measure", "measure"));
    TEST_SPLITS.forEach(split -> columns.add(Column.share("", split, split)));
    List<List<Entry>> rows = new ArrayList<>();
    for (Condition at : slice.conditions()) {
      for (Attack attack : withEncoder(slice)) {
        Row row = new Row(slice).method(at).words(heading(slice, attack));
        TEST_SPLITS.forEach(split -> row.share(Query.of(at, attack, split, metric(attack))));
        rows.add(row.done());
      }
    }
    return new Table(
        "splits",
        "Accuracy on the biased, unbiased and conflicting test sets",
        percent(slice) + ". Biased: colour always names the digit (\u03c1 = 1); unbiased: colour and digit are "
            + "independent; conflicting: colour never names the digit (\u03c1 = 0)",
        slice.setting(),
        columns,
        rows);
  }

  /** Accuracies on the unbiased test set by group. */
  static Table worstGroups(Slice slice) {
    List<Column> columns = new ArrayList<>(methodColumns());
    columns.add(Column.words("Measure", "measure"));
    columns.add(Column.share("", "all", "all"));
    columns.add(Column.share("", "aligned", "aligned"));
    columns.add(Column.share("", "conflicting", "conflicting"));
    columns.add(Column.share("", "worst group", "worst_group"));
    List<List<Entry>> rows = new ArrayList<>();
    for (Condition at : slice.conditions()) {
      for (Attack attack : withEncoder(slice)) {
        Row row = new Row(slice).method(at).words(heading(slice, attack));
        for (String group : List.of("all", "aligned", "conflicting")) {
          row.share(new Query(at.arm(), at.rho(), attack, Query.UNBIASED, group, metric(attack)));
        }
        rows.add(row.share(Query.of(at, attack, Query.UNBIASED, "worst_group_" + metric(attack))).done());
      }
    }
    return new Table(
        "worst-groups",
        "Accuracy by group on the unbiased test set",
        percent(slice) + ". A group is a pair of digit and colour; the worst is the one with the lowest accuracy",
        slice.setting(),
        columns,
        rows);
  }

  /** Every group's accuracy, one a row: for programs, too long for a page. */
  static Table groups(Slice slice) {
    List<Column> columns = new ArrayList<>(methodColumns());
    columns.add(Column.words("Attacker", "attacker"));
    columns.add(Column.words("Test set", "split"));
    columns.add(Column.words("Group", "group"));
    columns.add(Column.words("Measure", "metric"));
    columns.add(Column.share("", "value", "value"));
    List<List<Entry>> rows = new ArrayList<>();
    for (Query query : slice.queries(q -> q.group().matches("y\\d+b\\d+"))) {
      rows.add(
          new Row(slice)
              .method(new Condition(query.arm(), query.rho()))
              .words(slice.label(query.attack()))
              .words(query.split())
              .words(query.group())
              .words(query.metric())
              .share(query)
              .done());
    }
    return new Table(
        "groups", "Accuracy of every group", percent(slice), slice.setting(), columns, rows);
  }

  /** Floors and ceilings. */
  static Table controls(Slice slice) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.words("Control", "control"));
    columns.add(Column.number("", "attacker \u03c1", "attacker_rho"));
    TEST_SPLITS.forEach(split -> columns.add(Column.share("Private accuracy", split, "private_" + split)));
    List<List<Entry>> rows = new ArrayList<>();
    for (Attack control : slice.controls()) {
      Row row = new Row(slice).words(slice.name(control)).rho(control.rho());
      TEST_SPLITS.forEach(split -> row.share(slice.control(control, split)));
      rows.add(row.done());
    }
    return new Table(
        "controls",
        "Floors and ceilings of private-class accuracy",
        percent(slice) + ". What an attacker scores who guesses (chance), who names the most frequent colour "
            + "(majority), who sees the digit alone (digit-only), who learned from shuffled colours "
            + "(shuffled), and who sees the image itself (raw-pixel)",
        slice.setting(),
        columns,
        rows);
  }

  /** One paper's target accuracies beside another's, and ours. */
  static Table papers(Slice slice, Published published) {
    List<Column> columns = new ArrayList<>(methodColumns());
    columns.add(Column.share("", "ours", "ours"));
    published.papers().forEach(paper -> columns.add(Column.number("", paper, Text.slug(paper).replace('-', '_'))));
    List<List<Entry>> rows = new ArrayList<>();
    for (Condition at : slice.conditions()) {
      Query query = Query.target(at);
      if (published.find(query).isPresent()) {
        Row row = new Row(slice).method(at).share(query);
        for (String paper : published.papers()) {
          row.add(
              published
                  .find(paper, query)
                  .<Entry>map(Entry.Printed::new)
                  .orElseGet(() -> new Entry.Blank(Column.Kind.NUMBER)));
        }
        rows.add(row.done());
      }
    }
    return new Table(
        "papers",
        "Unbiased target accuracy, as several papers print it",
        percent(slice) + ". The same method on the same data differs between papers by more than the spreads "
            + "they print",
        slice.setting(),
        columns,
        rows);
  }

  static List<Attack> withEncoder(Slice slice) {
    List<Attack> attacks = new ArrayList<>(List.of(Attack.NONE));
    attacks.addAll(slice.attacks());
    return attacks;
  }

  /** All metrics that some attacker reports about its own training. */
  static Set<String> trainingMetrics(Slice slice) {
    Set<String> metrics = new LinkedHashSet<>();
    slice
        .queries(q -> slice.attacks().contains(q.attack()) && q.split().equals("train") && q.group().equals("all"))
        .forEach(query -> metrics.add(query.metric()));
    return metrics;
  }

  private static String metric(Attack attack) {
    return attack.equals(Attack.NONE) ? Query.TARGET : Query.PRIVATE;
  }

  static String heading(Slice slice, Attack attack) {
    return attack.equals(Attack.NONE) ? "Target accuracy" : "Private accuracy, " + slice.label(attack);
  }

  static String key(Slice slice, Attack attack) {
    return attack.equals(Attack.NONE) ? "target" : "private_" + Text.slug(slice.label(attack)).replace('-', '_');
  }
}
