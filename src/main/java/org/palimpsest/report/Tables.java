package org.palimpsest.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.Case;
import org.palimpsest.metric.Metrics;
import org.palimpsest.report.results.Published;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** The tables of a report. */
final class Tables {

  private Tables() {}

  /** Columns that begin every table with a row per method and condition. */
  static List<Column> methodColumns(Results results) {
    return List.of(Column.method(), condition(results));
  }

  /** The condition: a number where it lies on an axis. */
  static Column condition(Results results) {
    Words words = results.words();
    return words.hasAxis()
        ? Column.number("", words.axis(), words.axisKey())
        : Column.words("Condition", words.axisKey());
  }

  /** The mix that an attacker learned from. */
  static Column mix(Results results) {
    return results.words().hasAxis()
        ? Column.number("", "attacker " + results.words().axis(), "attacker_" + results.words().axisKey())
        : Column.words("Attacker's mix", "attacker_mix");
  }

  /** The unit of accuracies, and what stands in brackets behind them. */
  static String percent(Results results) {
    return "Percent [" + results.intervals() + "]";
  }

  /** Target accuracy and private accuracy under each attacker on the three test sets. */
  static Table splits(Results results) {
    List<Column> columns = new ArrayList<>(methodColumns(results));
    columns.add(Column.words("Measure", "measure"));
    results.words().splits().forEach(split -> columns.add(Column.share("", split, split)));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      for (AttackKey attack : withEncoder(results)) {
        Row row = new Row(results).method(at).words(heading(results, attack));
        results.words().splits().forEach(split -> row.share(Query.of(at, attack, split, metric(attack))));
        rows.add(row.done());
      }
    }
    return Table.of(
        "splits",
        "Accuracy on the " + Text.list(results.words().splits()) + " test sets",
        percent(results) + ". " + meanings(results.words()),
        results,
        columns,
        rows);
  }

  /** Accuracies on the unbiased test set by group. */
  static Table worstGroups(Results results) {
    List<Column> columns = new ArrayList<>(methodColumns(results));
    columns.add(Column.words("Measure", "measure"));
    columns.add(Column.share("", "all", "all"));
    columns.add(Column.share("", "aligned", "aligned"));
    columns.add(Column.share("", "conflicting", "conflicting"));
    columns.add(Column.share("", "worst group", "worst_group"));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      for (AttackKey attack : withEncoder(results)) {
        Row row = new Row(results).method(at).words(heading(results, attack));
        for (String group : List.of(Metrics.ALL, Metrics.ALIGNED, Metrics.CONFLICTING)) {
          row.share(new Query(at, attack, results.words().headline(), group, metric(attack)));
        }
        rows.add(row.share(results.headline(at, attack, Metrics.WORST_GROUP + metric(attack))).done());
      }
    }
    return Table.of(
        "worst-groups",
        "Accuracy by group on the " + results.words().testSet(),
        percent(results) + ". A group is a pair of " + results.words().target() + " and "
            + results.words().secret() + "; the worst is the one with the lowest accuracy",
        results,
        columns,
        rows);
  }

  /** Every group's accuracy, one a row: for programs, too long for a page. */
  static Table groups(Results results) {
    List<Column> columns = new ArrayList<>(methodColumns(results));
    columns.add(Column.words("Attacker", "attacker"));
    columns.add(Column.words("Test set", "split"));
    columns.add(Column.words("Group", "group"));
    columns.add(Column.words("Measure", "metric"));
    columns.add(Column.share("", "value", "value"));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Query query : results.queries(q -> q.group().matches("y\\d+b\\d+"))) {
      rows.add(
          new Row(results)
              .method(query.at())
              .words(results.labels().of(query.attack()))
              .words(query.split())
              .words(query.group())
              .words(query.metric())
              .share(query)
              .done());
    }
    return Table.of(
        "groups", "Accuracy of every group", percent(results), results, columns, rows);
  }

  /** Floors and ceilings. */
  static Table controls(Results results) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.words("Control", "control"));
    columns.add(mix(results));
    results.words().splits().forEach(split -> columns.add(Column.share("Private accuracy", split, "private_" + split)));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (AttackKey control : results.controls()) {
      Row row = new Row(results).words(results.labels().name(control)).label(control.mix());
      results.words().splits().forEach(split -> row.share(results.control(control, split)));
      rows.add(row.done());
    }
    return Table.of(
        "controls",
        "Floors and ceilings of private-class accuracy",
        percent(results) + ". What an attacker scores who guesses (chance), who names the most frequent " + results.words().secret()
            + " (majority), who sees the " + results.words().target() + " alone (" + results.words().target()
            + "-only), who learned from shuffled " + results.words().secrets() + " (shuffled), and who sees the image itself (raw-pixel)",
        results,
        columns,
        rows);
  }

  /** One paper's target accuracies beside another's, and ours. */
  static Table papers(Results results, Published published) {
    List<Column> columns = new ArrayList<>(methodColumns(results));
    columns.add(Column.share("", "ours", "ours"));
    published.papers().forEach(paper -> columns.add(Column.number("", paper, Text.slug(paper).replace('-', '_'))));
    List<List<TableEntry>> rows = new ArrayList<>();
    for (Case at : results.grid().cases()) {
      Query query = results.target(at);
      if (published.find(results, query).isPresent()) {
        Row row = new Row(results).method(at).share(query);
        for (String paper : published.papers()) {
          row.orBlank(published.find(paper, results, query), TableEntry::printed, Column.Kind.NUMBER);
        }
        rows.add(row.done());
      }
    }
    return Table.of(
        "papers",
        "Target accuracy on the " + results.words().testSet() + ", as several papers print it",
        percent(results) + ". The same method on the same data differs between papers by more than the spreads "
            + "they print",
        results,
        columns,
        rows);
  }

  static List<AttackKey> withEncoder(Results results) {
    List<AttackKey> attacks = new ArrayList<>(List.of(AttackKey.NONE));
    attacks.addAll(results.attacks());
    return attacks;
  }

  /** All metrics that some attacker reports about its own training. */
  static Set<String> trainingMetrics(Results results) {
    Set<String> metrics = new LinkedHashSet<>();
    results
        .queries(q -> results.attacks().contains(q.attack()) && q.split().equals(Metrics.TRAIN) && q.group().equals(Metrics.ALL))
        .forEach(query -> metrics.add(query.metric()));
    return metrics;
  }

  /** {@code Biased: colour always names the digit; ...}. */
  private static String meanings(Words words) {
    String all =
        words.splits().stream()
            .filter(split -> !words.meaning(split).isEmpty())
            .map(split -> split + ": " + words.meaning(split))
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? all : all.substring(0, 1).toUpperCase(Locale.ROOT) + all.substring(1);
  }

  private static String metric(AttackKey attack) {
    return attack.equals(AttackKey.NONE) ? Metrics.TARGET_ACCURACY : Metrics.PRIVATE_ACCURACY;
  }

  static String heading(Results results, AttackKey attack) {
    return attack.equals(AttackKey.NONE) ? "Target accuracy" : "Private accuracy, " + results.labels().of(attack);
  }

  static String key(Results results, AttackKey attack) {
    return attack.equals(AttackKey.NONE) ? "target" : "private_" + Text.slug(results.labels().of(attack)).replace('-', '_');
  }
}
