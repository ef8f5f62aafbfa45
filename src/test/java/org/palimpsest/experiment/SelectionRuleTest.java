package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.Condition;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.digits.DigitData;
import org.palimpsest.experiment.SweepCsv.SweepRow;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.train.TrainSpec;

class SelectionRuleTest {

  private static final DrawnNetwork EARLY = network(0, List.of(.9, .95, .7), List.of(.3, .2, .1), List.of(.2, .5, .1));
  private static final DrawnNetwork LATE = network(1, List.of(.5, .6, .8), List.of(.2, .4, .4), List.of(.1, .4, .3));
  private static final DrawnNetwork EVEN = network(2, List.of(.95, .9, .8), List.of(.1, .1, .4), List.of(.1, .1, .5));
  private static final List<DrawnNetwork> ALL = List.of(EARLY, LATE, EVEN);

  @Test
  void everyRuleTakesItsEpoch() {
    assertThat(SelectionRule.LAST.epoch(EARLY)).isEqualTo(3);
    assertThat(SelectionRule.BEST_VALIDATION_BIASED.epoch(EARLY)).isEqualTo(2);
    assertThat(SelectionRule.BEST_VALIDATION_UNBIASED.epoch(EARLY)).isEqualTo(1);
    assertThat(SelectionRule.ORACLE_TEST.epoch(EARLY)).isEqualTo(2);
    assertThat(SelectionRule.ORACLE_TEST.epoch(EVEN)).isEqualTo(3);
  }

  @Test
  void theFirstOfEqualEpochsIsTaken() {
    assertThat(SelectionRule.BEST_VALIDATION_UNBIASED.epoch(LATE)).isEqualTo(2);
  }

  /** By biased accuracy in the last epoch LATE and EVEN are equal, by the oracle EARLY and EVEN. */
  @Test
  void everyRuleTakesItsNetworkAndTheFirstOfEqualOnes() {
    assertThat(SelectionRule.LAST.pick(ALL)).contains(LATE);
    assertThat(SelectionRule.BEST_VALIDATION_BIASED.pick(ALL)).contains(EARLY);
    assertThat(SelectionRule.BEST_VALIDATION_UNBIASED.pick(ALL)).contains(LATE);
    assertThat(SelectionRule.ORACLE_TEST.pick(ALL)).contains(EARLY);
    assertThat(SelectionRule.ORACLE_TEST.pick(List.of(LATE, EVEN))).contains(EVEN);
  }

  @Test
  void nothingIsTakenOfNothing() {
    assertThat(SelectionRule.LAST.pick(List.of())).isEmpty();
  }

  @Test
  void rowsSayWhatWasMeasuredAtTheEpochTaken() {
    SweepRow row = SweepRow.of(SelectionRule.BEST_VALIDATION_BIASED, EARLY, true);
    assertThat(row.epoch()).isEqualTo(2);
    assertThat(List.of(row.validationBiased(), row.validationUnbiased(), row.target())).containsExactly(.95, .2, .5);
    assertThat(SweepRow.of(SelectionRule.LAST, EARLY, false).target()).isEqualTo(.1);
  }

  @Test
  void namesAreThoseOnTheCommandLine() {
    for (SelectionRule rule : SelectionRule.values()) {
      assertThat(SelectionRule.of(rule.label())).isEqualTo(rule);
    }
    assertThatThrownBy(() -> SelectionRule.of("oracle"))
        .isInstanceOf(SpecException.class)
        .hasMessage("--rule: unknown rule 'oracle' (did you mean 'oracle-test'?)");
  }

  private static DrawnNetwork network(int draw, List<Double> biased, List<Double> unbiased, List<Double> test) {
    CellSpec spec =
        new CellSpec(
            new DigitData.DrawnDigitData(), Optional.empty(), Condition.rho(.9), Protocol.DISJOINT,
            new PoolSizes(10, 10, 10, 10), SimpleConvNet.PUBLISHED, TrainSpec.PUBLISHED, new Vanilla(), Start.DRAWN, draw, 0);
    return new DrawnNetwork(
        new Cell("", spec),
        "unbiased",
        Map.of("validation_biased", biased, "validation_unbiased", unbiased, "unbiased", test));
  }
}
