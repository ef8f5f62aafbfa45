package org.palimpsest.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.palimpsest.random.Seed;

class FeatureRowsTest {

  private final FeatureRows singles = FeatureRows.of(new float[][] {{1.5f, 2}, {3, 4}, {5, 0.1f}});
  private final FeatureRows doubles =
      FeatureRows.of(new DMatrixRMaj(new double[][] {{1.5, 2}, {3, 4}, {5, 0.1f}}));

  @Test
  void bothPrecisionsAreTheSameRows() {
    for (FeatureRows rows : List.of(singles, doubles)) {
      assertThat(rows.size()).isEqualTo(3);
      assertThat(rows.width()).isEqualTo(2);
      assertThat(rows.doubles().data).containsExactly(1.5, 2, 3, 4, 5, 0.1f);
      assertThat(rows.doubles(1, 3).data).containsExactly(3, 4, 5, 0.1f);
      assertThat(rows.select(new int[] {2, 0, 2}).doubles().data).containsExactly(5, 0.1f, 1.5, 2, 5, 0.1f);
      assertThat(rows.singles()).isDeepEqualTo(new float[][] {{1.5f, 2}, {3, 4}, {5, 0.1f}});
    }
    assertThat(singles.select(new int[] {1}).singles()[0]).as("no copy").isSameAs(singles.singles()[1]);
  }

  /** What is read in blocks, or a row at a time, is read as if at once. */
  @Test
  void readersFindTheSameBitsInEitherPrecision() {
    float[][] rounded = PlantedFeatures.leaking(4200, "train").rows().singles();
    Features single = features(FeatureRows.of(rounded));
    DMatrixRMaj exact = FeatureRows.of(rounded).doubles();
    Features twice = features(FeatureRows.of(exact));
    for (Attacker attacker :
        List.of(
            new BalancedAttack(),
            new MlpAttack(AttackSource.BALANCED, List.of(8), 50, 3, 256, 1e-3),
            new NearestNeighbours(AttackSource.BALANCED, List.of(3), 500),
            new PublishedMlpAttack(AttackSource.BALANCED, 8, 0.01, 256, 1, 50, 0.1))) {
      FittedAttack one = attacker.fit(single, new Seed(5));
      FittedAttack other = attacker.fit(twice, new Seed(5));
      assertThat(one.diagnostics()).as(attacker.name()).isEqualTo(other.diagnostics());
      assertThat(one.measure(single)).as(attacker.name()).isEqualTo(other.measure(twice));
      assertThat(one.predict(single)).isEqualTo(other.predict(twice));
    }
    LinearFit fit = LinearFit.of(exact, single.privateAttributes(), PlantedFeatures.CLASSES, 1e-2, 1e-2, 20);
    assertThat(fit.logProbabilities(single.rows()).get(4199, 0))
        .isEqualTo(fit.logProbabilities(single.rows().select(new int[] {4199})).get(0, 0));
  }

  private static Features features(FeatureRows rows) {
    Features leaking = PlantedFeatures.leaking(rows.size(), "train");
    return new Features(
        rows, leaking.predicted(), leaking.targets(), leaking.privateAttributes(), leaking.classes());
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> FeatureRows.of(new float[0][])).hasMessage("values: expected at least 1 x 1, was 0 x 0");
    assertThatThrownBy(() -> singles.select(new int[0])).hasMessage("values: expected at least 1 x 1, was 0 x 2");
    assertThatThrownBy(() -> FeatureRows.of(new float[][] {{1, 2}, {1}}))
        .hasMessage("values[row 1]: expected 2 columns, was 1");
    assertThatThrownBy(() -> FeatureRows.of(new float[][] {{1, 2}, {1, Float.NaN}}))
        .hasMessage("values[row 1, column 1]: expected a finite number, was NaN");
  }
}
