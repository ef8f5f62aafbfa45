package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.experiment.Arm;
import org.palimpsest.experiment.AttackKey;
import org.palimpsest.experiment.AxisLabel;
import org.palimpsest.experiment.Case;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Summary;
import org.palimpsest.report.results.Estimate;
import org.palimpsest.report.results.Query;
import org.palimpsest.report.results.Results;
import org.palimpsest.report.results.Text;

class TablesTest {

  private static final SampleRuns RUNS = SampleRuns.SMALL;

  @TempDir Path folder;

  private static Results slice(List<ResultRow> rows) {
    return new Results(RUNS.setting(), rows, RecordedRun.none(), name -> name);
  }

  private List<CSVRecord> written(Table table) throws IOException {
    table.write(folder);
    try (Reader reader = Files.newBufferedReader(folder.resolve(table.name() + ".csv"))) {
      return CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader).getRecords();
    }
  }

  private static double value(CSVRecord row, String column) {
    return Double.parseDouble(row.get(column));
  }

  @Test
  void mainTableHoldsMeanIntervalSeedsPublishedAndDifference() throws IOException {
    List<CSVRecord> rows = written(MainTable.of(slice(RUNS.rows()), SampleRuns.published()));
    assertThat(rows).hasSize(6);
    CSVRecord last = rows.get(5);
    assertThat(last.get("dataset") + last.get("protocol") + last.get("scale")).isEqualTo("mnistpublishedfull");
    assertThat(last.get("method")).isEqualTo("EnD");
    double[] seeds =
        RUNS.rows().stream()
            .filter(r -> r.method().equals("EnD") && r.condition().rho() == .999 && r.attacker().isEmpty())
            .filter(r -> r.split().equals("unbiased") && r.group().equals("all") && r.epoch() == 0)
            .mapToDouble(ResultRow::value)
            .toArray();
    double mean = (seeds[0] + seeds[1] + seeds[2]) / 3;
    double squares = 0;
    for (double seed : seeds) {
      squares += (seed - mean) * (seed - mean);
    }
    double images = 0;
    for (double seed : seeds) {
      images += seed * (1 - seed) / 10_000 / 3;
    }
    double half = Math.hypot(4.302652729911275 * Math.sqrt(squares / 2 / 3), 1.96 * Math.sqrt(images));
    assertThat(value(last, "target")).isCloseTo(mean, within(1e-12));
    assertThat(value(last, "target_low")).isCloseTo(mean - half, within(1e-9));
    assertThat(value(last, "target_high")).isCloseTo(mean + half, within(1e-9));
    assertThat(last.get("target_seeds")).isEqualTo("3");
    assertThat(value(last, "target_published")).isEqualTo(.5684);
    assertThat(value(last, "target_difference")).isCloseTo(mean - .5684, within(1e-12));
    assertThat(last.isMapped("private_balanced_published")).isFalse();
  }

  @Test
  void withOneSeedTheIntervalIsTheOneOverImages() throws IOException {
    CSVRecord row = written(MainTable.of(slice(RUNS.withSeeds(1).rows()), SampleRuns.published())).get(0);
    double target = value(row, "target");
    double half = 1.96 * Math.sqrt(target * (1 - target) / 1e4);
    assertThat(value(row, "target_high") - target).isCloseTo(half, within(1e-9));
    assertThat(row.get("target_seeds")).isEqualTo("1");
  }

  @Test
  void whatWasNotMeasuredIsACrossForPeopleAndEmptyForPrograms() throws IOException {
    List<ResultRow> rows = new ArrayList<>(RUNS.rows());
    rows.removeIf(r -> r.method().equals("EnD") && r.condition().rho() == .997 && r.attacker().equals("balanced"));
    Table table = MainTable.of(slice(rows), SampleRuns.published());
    assertThat(written(table).get(4).get("private_balanced")).isEmpty();
    assertThat(table.markdown().lines().filter(line -> line.contains(Text.MISSING))).hasSize(1);
    Table missing = Missing.of(slice(rows), SampleReports.noProvenance());
    assertThat(missing.rows()).hasSize(3);
    assertThat(missing.markdown()).contains("| EnD | 0.997 | 2 | balanced attack | not in runs.csv |");
  }

  @Test
  void valuesThatAreNoNumberCountAsMissing() {
    ResultRow row = RUNS.rows().get(0);
    ResultRow empty =
        row.by(AttackKey.NONE)
            .with(
                row.split(), new Measurement(row.metric(), row.group(), Double.NaN, Double.NaN, Double.NaN, 0));
    Case at = new Case(new Arm(row.method(), row.variant()), row.condition());
    Query query = Query.of(at, AttackKey.NONE, row.split(), row.metric());
    assertThat(slice(List.of(empty)).estimate(query)).isEmpty();
  }

  @Test
  void aSecondValueForOneCellIsRefused() {
    List<ResultRow> rows = new ArrayList<>(RUNS.rows());
    rows.add(rows.get(0));
    assertThatThrownBy(() -> slice(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one value a query and seed");
  }

  @Test
  void undertrainedAttackersAreCounted() {
    String text = AttackTable.of(slice(RUNS.rows())).markdown();
    assertThat(text.lines().filter(line -> line.contains("3 of 3"))).isNotEmpty();
    assertThat(text).contains("| EnD | 0.999 | published | 48.8 [47.8, 49.8] | 93.6 [93.1, 94.1] | 3 of 3 | 0 of 3 |");
  }

  @Test
  void whatAnUndertrainedAttackerReadsHasADagger() throws IOException {
    Results slice = slice(RUNS.rows());
    String splits = Tables.splits(slice).markdown();
    assertThat(splits.lines().filter(line -> line.contains("| EnD | 0.999 | Private accuracy, published |")))
        .singleElement().asString().containsPattern("\\d\u2020 \\[");
    assertThat(splits).contains("\u2020 Undertrained: ");
    assertThat(splits.lines().filter(line -> line.contains("Target accuracy")))
        .noneMatch(line -> line.contains("\u2020"));
    assertThat(MainTable.of(slice, SampleRuns.published()).markdown()).contains("\u2020");
    assertThat(written(Tables.splits(slice)).toString()).doesNotContain("\u2020");
  }

  /** Two networks, two controls that depend on the network: the interval is about the mean over methods. */
  @Test
  void theIntervalOfAControlHoldsItsMean() {
    List<ResultRow> rows = new SampleLadder(1).rows();
    Results slice = new Results(SampleLadder.SETTING, rows, RecordedRun.none(), name -> name);
    AttackKey shuffled = new AttackKey("shuffled", "", AxisLabel.rho(.1));
    Estimate estimate = slice.control(shuffled, Metrics.UNBIASED).orElseThrow();
    assertThat(estimate.low()).isLessThan(estimate.mean());
    assertThat(estimate.high()).isGreaterThan(estimate.mean());
    double[] all =
        rows.stream()
            .filter(r -> r.attacker().equals("shuffled") && r.split().equals(Metrics.UNBIASED))
            .filter(r -> !slice.roster().isControl(r.origin().at().arm()))
            .mapToDouble(ResultRow::value).toArray();
    assertThat(estimate.interval()).isEqualTo(Summary.of(all).interval(.95));
  }

  @Test
  void controlsDoNotGainSeedsFromTheNumberOfCells() throws IOException {
    List<CSVRecord> rows = written(Tables.controls(slice(RUNS.rows())));
    assertThat(rows)
        .extracting(row -> row.get("control"))
        .containsExactly("chance", "majority", "digit-only", "raw-pixel");
    assertThat(rows.get(0).get("private_unbiased_seeds")).isEqualTo("3");
  }

  @Test
  void worstGroupsAreFoundWhateverGroupTheirRowNames() {
    assertThat(Tables.worstGroups(slice(RUNS.rows())).markdown()).doesNotContain(Text.MISSING);
  }

  @Test
  void numbersPrintTheSameEverywhere() {
    assertThat(Text.points(-.0123)).isEqualTo("\u22121.2");
    assertThat(Text.points(.0004)).isEqualTo("0.0");
    assertThat(Text.rho(.99)).isEqualTo("0.99");
    assertThat(Text.rho(.999)).isEqualTo("0.999");
    assertThat(Text.rho(1)).isEqualTo("1.0");
    assertThat(Text.list(List.of("a", "b", "c"))).isEqualTo("a, b and c");
  }
}
