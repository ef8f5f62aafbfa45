package org.palimpsest.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.RecordedAnswers.Said;
import org.palimpsest.experiment.RecordedAnswers;
import org.palimpsest.experiment.RecordedRun.RecordedCell;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.metric.Grouping;
import org.palimpsest.metric.Multiplicity;
import org.palimpsest.metric.PairedDifference;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

/**
 * Features beside other features of the same rows: each arm beside the first, and what an eraser left beside what was
 * there. Every attacker is compared with itself, row by row, so that rows that are hard for both do not widen the
 * interval. The words go by accuracy, which every attacker has, and are corrected for all comparisons (Holm).
 */
final class PairedTable {

  private static final String LESS = "less is read";
  private static final String MORE = "more is read";
  private static final String ALIKE = "not told apart";

  /**
   * An attacker on two sets of features.
   *
   * @param accuracy of this less that of the other
   * @param bits likewise; empty if it knows no probabilities
   */
  private record Compared(
      Arm arm, Arm other, String attacker, double[] accuracies, PairedDifference accuracy, double[] meanBits,
      Optional<PairedDifference> bits, int seeds) {}

  private final Results results;
  private final List<Compared> compared = new ArrayList<>();
  private final double[] adjusted;
  private int rows;

  private PairedTable(Results results, RecordedRun run, Path folder) throws IOException {
    this.results = results;
    Map<Arm, Map<Integer, String>> cells = new LinkedHashMap<>();
    for (RecordedCell cell : run.cells()) {
      cells.computeIfAbsent(cell.at().arm(), arm -> new TreeMap<>()).put(cell.seed(), cell.id());
    }
    Arm first = null;
    for (Map.Entry<Arm, Map<Integer, String>> cell : cells.entrySet()) {
      Arm arm = cell.getKey();
      first = first == null ? arm : first;
      if (!arm.equals(first)) {
        compare(arm, read(folder, cell.getValue(), ""), first, read(folder, cells.get(first), ""));
      }
      for (Arm erased : results.grid().arms()) {
        if (erased.erased() && erased.trained().equals(arm)) {
          compare(erased, read(folder, cell.getValue(), erased.erasure()), arm, read(folder, cell.getValue(), ""));
        }
      }
    }
    this.adjusted = Multiplicity.holm(compared.stream().mapToDouble(one -> one.accuracy.p()).toArray());
  }

  /**
   * Of a run that kept what attackers said of every row; without rows if it has one set of features.
   *
   * @param folder of results
   * @throws IOException if what it kept cannot be read
   */
  static PairedTable of(Results results, RecordedRun run, Path folder) throws IOException {
    return new PairedTable(results, run, folder);
  }

  private List<RecordedAnswers> read(Path folder, Map<Integer, String> cellBySeed, String erasure) throws IOException {
    List<RecordedAnswers> answers = new ArrayList<>();
    for (String cell : cellBySeed.values()) {
      RecordedAnswers.read(folder, cell, erasure, results.words().headline()).ifPresent(answers::add);
    }
    return answers;
  }

  private void compare(Arm arm, List<RecordedAnswers> mine, Arm other, List<RecordedAnswers> theirs) {
    if (mine.isEmpty() || mine.size() != theirs.size()) {
      return;
    }
    RecordedAnswers any = mine.get(0);
    boolean paired =
        Stream.concat(mine.stream(), theirs.stream())
            .allMatch(
                one ->
                    Arrays.equals(one.targets(), any.targets())
                        && Arrays.equals(one.privateValues(), any.privateValues()));
    if (!paired) {
      return;
    }
    rows = any.targets().length;
    Grouping grouping = Grouping.NONE.withShares(equalShares(any));
    for (String attacker : any.attackers().keySet()) {
      if (Stream.concat(mine.stream(), theirs.stream()).allMatch(one -> one.attackers().containsKey(attacker))) {
        compared.add(compare(arm, said(mine, attacker), other, said(theirs, attacker), attacker, any, grouping));
      }
    }
  }

  private static Compared compare(
      Arm arm, List<Said> mine, Arm other, List<Said> theirs, String attacker, RecordedAnswers rows, Grouping grouping) {
    double[][] right = {mean(mine.stream().map(Said::right).toList()), mean(theirs.stream().map(Said::right).toList())};
    int[] targets = rows.targets();
    int[] values = rows.privateValues();
    Optional<double[][]> bits = Optional.empty();
    if (Stream.concat(mine.stream(), theirs.stream()).allMatch(said -> said.bits().isPresent())) {
      bits =
          Optional.of(
              new double[][] {
                mean(mine.stream().map(said -> said.bits().get()).toList()),
                mean(theirs.stream().map(said -> said.bits().get()).toList())
              });
    }
    return new Compared(
        arm, other, attacker.replaceFirst(" at [^ ]+$", ""),
        means(right, targets, values, grouping),
        PairedDifference.ofShares(less(right), targets, values, grouping),
        bits.map(both -> means(both, targets, values, grouping)).orElse(new double[0]),
        bits.map(both -> PairedDifference.ofValues(less(both), targets, values, grouping)),
        mine.size());
  }

  private static List<Said> said(List<RecordedAnswers> answers, String attacker) {
    return answers.stream().map(one -> one.attackers().get(attacker)).toList();
  }

  /** Of each way on its own. */
  private static double[] means(double[][] both, int[] targets, int[] values, Grouping grouping) {
    return Arrays.stream(both)
        .mapToDouble(each -> PairedDifference.ofValues(each, targets, values, grouping).mean())
        .toArray();
  }

  private static double[] mean(List<double[]> seeds) {
    return IntStream.range(0, seeds.get(0).length)
        .mapToDouble(i -> seeds.stream().mapToDouble(seed -> seed[i]).sum() / seeds.size())
        .toArray();
  }

  private static double[] less(double[][] both) {
    return IntStream.range(0, both[0].length).mapToDouble(i -> both[0][i] - both[1][i]).toArray();
  }

  /** As the headline has it: every group of target and private value counts alike. */
  private static double[][] equalShares(RecordedAnswers rows) {
    int targets = Arrays.stream(rows.targets()).max().orElse(0) + 1;
    int values = Arrays.stream(rows.privateValues()).max().orElse(0) + 1;
    double[][] shares = new double[targets][values];
    Arrays.stream(shares).forEach(row -> Arrays.fill(row, 1.0 / (targets * values)));
    return shares;
  }

  /** A sentence for each pair. */
  List<Finding> findings() {
    Map<List<Arm>, List<Integer>> pairs = new LinkedHashMap<>();
    for (int i = 0; i < compared.size(); i++) {
      pairs.computeIfAbsent(List.of(compared.get(i).arm, compared.get(i).other), pair -> new ArrayList<>()).add(i);
    }
    List<Finding> findings = new ArrayList<>();
    pairs.forEach((pair, rowsOfPair) -> findings.add(finding(pair, rowsOfPair)));
    return findings;
  }

  private Finding finding(List<Arm> pair, List<Integer> of) {
    List<String> parts = new ArrayList<>();
    for (String words : List.of(LESS, MORE, ALIKE)) {
      List<String> names = of.stream().filter(i -> words(i).equals(words)).map(i -> compared.get(i).attacker).toList();
      if (!names.isEmpty()) {
        parts.add("%s by %s".formatted(words, Text.list(names)));
      }
    }
    String numbers =
        String.join(
            "; ",
            of.stream().map(compared::get).map(one -> one.attacker + " " + points(one)).toList());
    return new Finding(
        "%s, %s beside %s: %s."
            .formatted(
                results.words().secret(), results.labels().of(pair.get(0)), results.labels().of(pair.get(1)),
                String.join(", ", parts)),
        "Points of accuracy on the same %,d rows: %s.".formatted(rows, numbers));
  }

  private static String points(Compared one) {
    return "%s [%s, %s]"
        .formatted(
            Text.points(one.accuracy.mean()), Text.points(one.accuracy.interval().low()),
            Text.points(one.accuracy.interval().high()));
  }

  private String words(int i) {
    double mean = compared.get(i).accuracy.mean();
    return adjusted[i] > Multiplicity.ALPHA ? ALIKE : mean < 0 ? LESS : MORE;
  }

  Table table() {
    List<Column> columns =
        List.of(
            new Column("", "Features", "method", Column.Kind.METHOD),
            Column.words("Beside", "beside"),
            Column.words("Attacker", "attacker"),
            Column.number("Accuracy", "of these", "accuracy"),
            Column.number("Accuracy", "of those", "accuracy_beside"),
            Column.share("Accuracy", "difference", "accuracy_difference"),
            Column.number("Bits", "of these", "bits"),
            Column.number("Bits", "of those", "bits_beside"),
            Column.share("Bits", "difference", "bits_difference"),
            new Column("", "In words", "finding", Column.Kind.RULING));
    List<List<TableEntry>> entries = new ArrayList<>();
    for (int i = 0; i < compared.size(); i++) {
      entries.add(row(compared.get(i), i));
    }
    return Table.of(
            "paired",
            "Do features give away less than others of the same rows?",
            ("Private-class accuracy in percent and bits about the %s, every group of the %,d test rows counted alike, of"
                    + " the same attacker on either set of features. Differences, in points and in bits, are of the same"
                    + " rows, with 95 %% intervals over rows; attackers that learned from several draws are averaged first."
                    + " The words go by accuracy, and are corrected for all %d comparisons (Holm)")
                .formatted(results.words().secret(), rows, compared.size()),
            results,
            columns,
            entries)
        .withoutBlankColumns();
  }

  private List<TableEntry> row(Compared one, int i) {
    Row row =
        new Row(results)
            .add(TableEntry.method(results.labels().of(one.arm), one.arm))
            .words(results.labels().of(one.other))
            .words(one.attacker);
    DoubleStream.of(one.accuracies).forEach(value -> row.add(TableEntry.accuracy(value)));
    row.add(TableEntry.pointsWithin(estimate(one.accuracy, one.seeds)));
    for (int way = 0; way < 2; way++) {
      row.add(one.bits.isEmpty() ? TableEntry.blank(Column.Kind.NUMBER) : TableEntry.signed(one.meanBits[way], 3));
    }
    row.orBlank(one.bits, bits -> TableEntry.fraction(estimate(bits, one.seeds)), Column.Kind.SHARE);
    String p = adjusted[i] < .001 ? "p < 0.001" : "p = " + Text.decimal(adjusted[i], 3);
    return row.add(TableEntry.decision(words(i), p)).done();
  }

  private static Estimate estimate(PairedDifference difference, int seeds) {
    return new Estimate(difference.mean(), Double.NaN, seeds, Optional.of(difference.interval()));
  }
}
