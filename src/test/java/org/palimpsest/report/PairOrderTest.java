package org.palimpsest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.palimpsest.experiment.ResultRow;
import org.palimpsest.metric.Measurement;
import org.palimpsest.experiment.RecordedRun;
import org.palimpsest.report.results.Results;

/** What the balanced attack keeps of the published one's order, where that is known. */
class PairOrderTest {

  @Test
  void anAttackThatReadsTheSameKeepsTheWholeOrder() {
    PairOrder same = pairs(published -> published);
    assertThat(same.kept()).isEqualTo(same.both()).isEqualTo(same.published()).isPositive();
    assertThat(same.share().orElseThrow().value()).isEqualTo(1);
    assertThat(same.share().orElseThrow().interval().low()).isGreaterThan(.9);
  }

  @Test
  void anAttackThatReadsTheReverseKeepsNone() {
    PairOrder reversed = pairs(published -> measured(1 - published.value(), 1 - published.high(), 1 - published.low(), published.n()));
    assertThat(reversed.kept()).isZero();
    assertThat(reversed.share().orElseThrow().interval().high()).isLessThan(.1);
  }

  @Test
  void aCeilingKeepsHalf() {
    PairOrder tied = pairs(published -> measured(1, .999, 1, published.n()));
    assertThat(tied.both()).isZero();
    assertThat(tied.share().orElseThrow().value()).isEqualTo(.5);
    assertThat(tied.share().orElseThrow().interval().contains(.5)).isTrue();
  }

  private static Measurement measured(double value, double low, double high, int n) {
    return new Measurement("private_accuracy", "all", value, low, high, n);
  }

  /** Every balanced private accuracy is made from the published one of the same network and split. */
  private static PairOrder pairs(UnaryOperator<Measurement> balanced) {
    List<ResultRow> rows = new SampleLadder(3).rows();
    Map<String, Measurement> published = new HashMap<>();
    for (ResultRow row : rows) {
      if (row.attacker().equals("published") && row.metric().equals("private_accuracy") && row.group().equals("all")) {
        published.put(row.cell() + row.split(), row.measured().measurement());
      }
    }
    List<ResultRow> changed =
        rows.stream()
            .map(
                row ->
                    row.attacker().equals("balanced") && row.metric().equals("private_accuracy")
                            && row.group().equals("all") && published.containsKey(row.cell() + row.split())
                        ? row.with(row.split(), balanced.apply(published.get(row.cell() + row.split())))
                        : row)
            .toList();
    return Comparison.of(new Results(SampleLadder.SETTING, changed, RecordedRun.none(), name -> name)).get(0).pairs();
  }
}
