package org.palimpsest.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.palimpsest.metric.Grouping.Group;

/** Means, spreads and what an audit proves, by hand. */
class MomentsTest {

  private static final double Z = 1.959963984540054;

  @Test
  void aGaussianHasTheMomentsOfItsValues() {
    Gaussian gaussian = Gaussian.of(1, 2, 6);
    assertThat(gaussian.n()).isEqualTo(3);
    assertThat(gaussian.mean()).isEqualTo(3);
    assertThat(gaussian.standardDeviation()).isEqualTo(Math.sqrt(14 / 3.0), within(1e-12));
    assertThat(Gaussian.of(5)).isEqualTo(new Gaussian(1, 5, 0));
    assertThat(Gaussian.of(-1, 1).standardDeviation()).isEqualTo(1, within(1e-12));
  }

  @Test
  void densityAndDistanceAreThoseOfTheTextbook() {
    Gaussian wide = new Gaussian(9, 1, 2);
    assertThat(wide.density(4)).isEqualTo(Math.exp(-1.125) / (2 * Math.sqrt(2 * Math.PI)), within(1e-15));
    assertThat(wide.sensitivity(new Gaussian(9, 4, 3))).isEqualTo(3 / Math.sqrt(6.5), within(1e-15));
    assertThat(new Gaussian(1, 1, 0).sensitivity(new Gaussian(1, 1, 0))).isNaN();
  }

  @Test
  void theMeanOfImagesAsTheyCome() {
    Measurement mean = GroupedMean.of("bits", new double[] {1, 2, 6}, new int[3], new int[3], Grouping.NONE);
    double half = Z * Math.sqrt(7) / Math.sqrt(3);
    assertThat(mean.value()).isEqualTo(3);
    assertThat(mean.low()).isEqualTo(3 - half, within(1e-9));
    assertThat(mean.high()).isEqualTo(3 + half, within(1e-9));
    assertThat(mean.n()).isEqualTo(3);
    assertThat(mean.metric() + mean.group()).isEqualTo("bitsall");
  }

  /** Group y0b0: 1, 3 with variance 2; y1b1: 5 alone, whose distance to the mean counts; y0b1 has no part. */
  @Test
  void theMeanOfGroupsWithShares() {
    Grouping grouping = new Grouping(Optional.empty(), Optional.of(new double[][] {{0.25, 0}, {0.25, 0.5}}));
    Measurement mean =
        GroupedMean.of("bits", new double[] {1, 3, 5, 100}, new int[] {0, 0, 1, 0}, new int[] {0, 0, 1, 1}, grouping);
    double expected = (0.25 * 2 + 0.5 * 5) / 0.75;
    double variance = 1 / 9.0 * 2 / 2 + 4 / 9.0 * (5 - expected) * (5 - expected);
    assertThat(mean.value()).isEqualTo(expected, within(1e-12));
    assertThat(mean.high() - mean.value()).isEqualTo(Z * Math.sqrt(variance), within(1e-9));
    assertThat(mean.value() - mean.low()).isEqualTo(Z * Math.sqrt(variance), within(1e-9));
    assertThat(mean.n()).isEqualTo(3);
    Measurement single = GroupedMean.of("bits", new double[] {4}, new int[1], new int[1], grouping);
    assertThat(single.value()).isEqualTo(4);
    assertThat(single.low()).isNaN();
    assertThatThrownBy(() -> GroupedMean.of("bits", new double[] {4}, new int[1], new int[] {1}, grouping))
        .hasMessage("values: expected one or more of a group that counts, was none of 1");
    assertThatThrownBy(() -> GroupedMean.of("bits", new double[] {4}, new int[] {2}, new int[1], grouping))
        .hasMessage("targets[0]: expected 0..1, was 2");
  }

  @Test
  void anAuditComesBackFromItsRows() {
    AuditedEpsilon audit = new AuditedEpsilon(1.5, 4.2, 100, 20, 18, 1e-5, OptionalDouble.of(1.5));
    List<Measurement> rows = audit.measurements();
    assertThat(rows).allSatisfy(row -> assertThat(row.low()).isNaN()).hasSize(7);
    assertThat(AuditedEpsilon.of(rows.stream().collect(Collectors.toMap(Measurement::metric, Measurement::value))))
        .isEqualTo(audit);
    assertThat(audit.refutesTheClaim()).isFalse();
    assertThat(new AuditedEpsilon(1.6, 4.2, 100, 20, 18, 1e-5, OptionalDouble.of(1.5)).refutesTheClaim()).isTrue();
    AuditedEpsilon silent = new AuditedEpsilon(1.5, 4.2, 100, 20, 18, 1e-5, OptionalDouble.empty());
    assertThat(silent.refutesTheClaim()).isFalse();
    rows = silent.measurements();
    assertThat(AuditedEpsilon.of(rows.stream().collect(Collectors.toMap(Measurement::metric, Measurement::value))))
        .isEqualTo(silent);
  }

  @Test
  void agreementIsCounted() {
    assertThat(Proportion.agreement(new int[] {1, 2, 3}, new int[] {1, 0, 3})).isEqualTo(new Proportion(2, 3));
    assertThatThrownBy(() -> Proportion.agreement(new int[2], new int[3]))
        .hasMessage("others: expected 2 labels, was 3");
  }

  @Test
  void levelsLieInside() {
    Roc roc = new Roc(new double[] {1, 2}, new double[] {0, 1});
    for (double level : new double[] {0, 1, -0.1, 1.1, Double.NaN}) {
      String message = "level: expected inside (0, 1), was " + level;
      assertThatThrownBy(() -> new Proportion(1, 2).wilson(level)).hasMessage(message);
      assertThatThrownBy(() -> new Proportion(1, 2).clopperPearson(level)).hasMessage(message);
      assertThatThrownBy(() -> roc.aucInterval(level)).hasMessage(message);
      assertThatThrownBy(() -> roc.truePositivesInterval(0.1, level)).hasMessage(message);
      assertThatThrownBy(() -> Summary.of(1, 2).interval(level)).hasMessage(message);
    }
    assertThat(Leakage.advantage(1, 2)).isEqualTo(1);
    assertThat(Leakage.advantage(0, 2)).isEqualTo(-1);
  }

  @Test
  void labelsAreOnePerPrediction() {
    int[] two = new int[2];
    Grouping grouping = Grouping.equalNumbers(2, 2);
    assertThatThrownBy(() -> GroupedAccuracy.of(two, new int[1], two, two, grouping)).hasMessageStartingWith("truth: ");
    assertThatThrownBy(() -> GroupedAccuracy.of(two, two, new int[1], two, grouping)).hasMessageStartingWith("targets: ");
    assertThatThrownBy(() -> GroupedAccuracy.of(two, two, two, new int[1], grouping))
        .hasMessageStartingWith("privateAttributes: ");
  }
}
