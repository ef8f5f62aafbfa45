package org.palimpsest.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.erase.PlantedAttribute.CLASSES;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.attack.LinearFit;
import org.palimpsest.erase.Eraser.Erasure;
import org.palimpsest.experiment.Catalogue;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

/** What every eraser owes, whatever it is. */
class EraserContractTest {

  private static final Seed SEED = new Seed(8);

  static List<Eraser> erasers() {
    return List.copyOf(Catalogue.installed().erasers().values());
  }

  @ParameterizedTest
  @MethodSource("erasers")
  void saysWhatItIs(Eraser eraser) {
    assertThat(eraser.name()).matches("[a-z][a-z0-9-]*");
    assertThat(List.of(eraser.title(), eraser.citation(), eraser.description())).noneMatch(String::isBlank);
  }

  @ParameterizedTest
  @MethodSource("erasers")
  void aLinearClassifierReadsNothingAfterwards(Eraser eraser) {
    PlantedAttribute train = PlantedAttribute.draw(3000, 8, "train");
    PlantedAttribute test = PlantedAttribute.draw(1000, 8, "test");
    Erasure erasure = eraser.fit(train.features(), train.labels(), CLASSES, SEED);
    assertThat(accuracy(train.features(), train.labels(), test.features(), test.labels())).isGreaterThan(0.9);
    double after =
        accuracy(erasure.apply(train.features()), train.labels(), erasure.apply(test.features()), test.labels());
    assertThat(after).isLessThan(0.32);
    assertThat(erasure.rank()).isBetween(1, 8);
  }

  @ParameterizedTest
  @MethodSource("erasers")
  void sameSeedSameBitsAndChangesNothingItIsShown(Eraser eraser) {
    PlantedAttribute train = PlantedAttribute.draw(500, 6, "train");
    DMatrixRMaj first = eraser.fit(train.features(), train.labels(), CLASSES, SEED).apply(train.features());
    DMatrixRMaj second = eraser.fit(train.features(), train.labels(), CLASSES, SEED).apply(train.features());
    assertThat(second.data).isEqualTo(first.data);
    PlantedAttribute untouched = PlantedAttribute.draw(500, 6, "train");
    assertThat(train.features().data).isEqualTo(untouched.features().data);
    assertThat(train.labels()).isEqualTo(untouched.labels());
  }

  @ParameterizedTest
  @MethodSource("erasers")
  void erasingTwiceErasesNoMore(Eraser eraser) {
    PlantedAttribute train = PlantedAttribute.draw(500, 6, "train");
    Erasure erasure = eraser.fit(train.features(), train.labels(), CLASSES, SEED);
    DMatrixRMaj once = erasure.apply(train.features());
    assertThat(PlantedAttribute.distance(once, erasure.apply(once))).isLessThan(1e-8);
  }

  @ParameterizedTest
  @MethodSource("erasers")
  void copesWithConstantAndDependentColumnsAndAMissingClass(Eraser eraser) {
    PlantedAttribute train = PlantedAttribute.draw(600, 6, "train");
    DMatrixRMaj features = new DMatrixRMaj(600, 9);
    CommonOps_DDRM.insert(train.features(), features, 0, 0);
    for (int i = 0; i < 600; i++) {
      features.set(i, 7, 0.7);
      features.set(i, 8, train.features().get(i, 0) - 2 * train.features().get(i, 1));
    }
    int[] labels = Arrays.stream(train.labels()).map(k -> k == 3 ? 1 : k).toArray();
    DMatrixRMaj erased = eraser.fit(features, labels, CLASSES, SEED).apply(features);
    for (int i = 0; i < 600; i++) {
      assertThat(erased.get(i, 6)).isCloseTo(0, within(1e-12));
      assertThat(erased.get(i, 7)).isCloseTo(0.7, within(1e-12));
    }
    double majority = Arrays.stream(Moments.counts(labels, CLASSES)).max().orElseThrow() / 600.0;
    // INLP stops within a standard error, .046, on the 120 images that it keeps; the rest is what a probe can overfit.
    assertThat(accuracy(erased, labels, erased, labels)).isLessThan(majority + 0.07);
  }

  @ParameterizedTest
  @MethodSource("erasers")
  void nothingVariesNothingIsErased(Eraser eraser) {
    DMatrixRMaj constant = new DMatrixRMaj(20, 3);
    constant.fill(2);
    int[] labels = new int[20];
    Arrays.setAll(labels, i -> i % CLASSES);
    assertThat(eraser.fit(constant, labels, CLASSES, SEED).apply(constant).data).isEqualTo(constant.data);
  }

  @ParameterizedTest
  @MethodSource("erasers")
  void refusesWhatItCannotUse(Eraser eraser) {
    DMatrixRMaj features = PlantedAttribute.draw(50, 4, "train").features();
    int[] labels = PlantedAttribute.draw(50, 4, "train").labels();
    assertThatThrownBy(() -> eraser.fit(features, new int[49], CLASSES, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("privateAttributes: expected 50, one per row of features, was 49");
    assertThatThrownBy(() -> eraser.fit(features, labels, 2, SEED)).hasMessageContaining("expected 0..1, was ");
    assertThatThrownBy(() -> eraser.fit(new DMatrixRMaj(1, 3), new int[1], 2, SEED))
        .hasMessage("features: expected at least 2 x 1, was 1 x 3");
    Erasure erasure = eraser.fit(features, labels, CLASSES, SEED);
    assertThatThrownBy(() -> erasure.apply(new DMatrixRMaj(3, 5)))
        .hasMessage("features: expected 4 columns as when fitted, was 5");
    features.set(7, 2, Double.NaN);
    assertThatThrownBy(() -> eraser.fit(features, labels, CLASSES, SEED))
        .hasMessage("features[row 7, column 2]: expected a finite number, was NaN");
  }

  @Test
  void leaceLeavesNoCovarianceAndTheAttackerAtTheMajorityRate() {
    PlantedAttribute train = PlantedAttribute.draw(2000, 12, "train");
    Erasure erasure = new Leace().fit(train.features(), train.labels(), CLASSES, SEED);
    DMatrixRMaj erased = erasure.apply(train.features());
    assertThat(train.largestCorrelation(train.features())).isGreaterThan(0.5);
    assertThat(train.largestCorrelation(erased)).isLessThan(1e-8);
    assertThat(erasure.rank()).isEqualTo(CLASSES - 1);
    double majority = Arrays.stream(Moments.counts(train.labels(), CLASSES)).max().orElseThrow() / 2000.0;
    assertThat(accuracy(erased, train.labels(), erased, train.labels())).isEqualTo(majority);
    int[] missing = Arrays.stream(train.labels()).map(k -> k == 3 ? 1 : k).toArray();
    assertThat(new Leace().fit(train.features(), missing, CLASSES, SEED).rank()).isEqualTo(CLASSES - 2);
    assertThat(new Leace().fit(train.features(), new int[2000], CLASSES, SEED).rank()).isZero();
  }

  @Test
  void whatIsErasedWhollyLeavesNotEvenRoundingErrorsToRead() {
    PlantedAttribute train = PlantedAttribute.draw(2000, 6, "train");
    RandomGenerator random = new Seed(5).generator();
    double[] centres = random.doubles(6 * CLASSES, -1, 1).toArray();
    DMatrixRMaj features = new DMatrixRMaj(2000, 6);
    for (int i = 0; i < features.getNumElements(); i++) {
      features.data[i] = 1e-3 * random.nextGaussian() + centres[train.labels()[i / 6] * 6 + i % 6];
    }
    Erasure erasure = new Inlp().fit(features, train.labels(), CLASSES, SEED);
    DMatrixRMaj erased = erasure.apply(features);
    double majority = Arrays.stream(Moments.counts(train.labels(), CLASSES)).max().orElseThrow() / 2000.0;
    assertThat(accuracy(erased, train.labels(), erased, train.labels())).isLessThan(majority + 0.03);

    DMatrixRMaj all = CommonOps_DDRM.identity(6);
    DMatrixRMaj nothing = AffineErasure.of(all, all, Moments.mean(features), 1, features).apply(features);
    assertThat(accuracy(nothing, train.labels(), nothing, train.labels())).isEqualTo(majority);
  }

  /**
   * Features in single precision in which a strong direction follows the class and codes of the class, {@code weak}
   * times as large, lie across it. At 0 it is their rounding alone that varies beside the strong direction.
   */
  @ParameterizedTest
  @CsvSource({
    "leace, 24, 1e-3", "leace, 24, 1e-5", "leace, 64, 1e-6", "leace, 24, 1e-7", "leace, 64, 0", "inlp, 24, 1e-3",
    "inlp, 24, 1e-6"
  })
  void whatIsWeakBesideSomethingStrongIsErasedToo(String name, int width, double weak) {
    Eraser eraser = Catalogue.installed().erasers().get(name);
    RandomGenerator random = new Seed(17).generator();
    double[] strong = random.doubles(width, 0.5, 1.5).toArray();
    double[] codes = random.doubles(CLASSES * width, -1, 1).toArray();
    DMatrixRMaj features = new DMatrixRMaj(1200, width);
    int[] labels = new int[1200];
    for (int i = 0; i < 1200; i++) {
      labels[i] = i % CLASSES;
      double along = labels[i] - 1.5 + random.nextGaussian() / 2;
      for (int d = 0; d < width; d++) {
        features.set(i, d, (float) (along * strong[d] + weak * codes[labels[i] * width + d]));
      }
    }
    assertThat(accuracy(features, labels, features, labels)).isGreaterThan(0.6);
    Erasure erasure = eraser.fit(features, labels, CLASSES, SEED);
    DMatrixRMaj erased = erasure.apply(features);
    if (name.equals("leace")) {
      assertThat(erasure.rank()).isLessThanOrEqualTo(CLASSES - 1);
      assertThat(accuracy(erased, labels, erased, labels)).isEqualTo(0.25, within(0.002));
    } else {
      assertThat(accuracy(erased, labels, erased, labels)).isLessThan(0.36);
    }
  }

  /** Copies of one column in several scales, in double precision: nothing is left of them, and no rounding to read. */
  @ParameterizedTest
  @MethodSource("erasers")
  void dependentColumnsThatAreErasedWhollyBecomeTheirMeans(Eraser eraser) {
    DMatrixRMaj features = new DMatrixRMaj(400, 5);
    int[] labels = new int[400];
    RandomGenerator random = new Seed(18).generator();
    for (int i = 0; i < 400; i++) {
      labels[i] = i % CLASSES;
      double along = labels[i] + random.nextGaussian() / 8;
      for (int d = 0; d < 5; d++) {
        features.set(i, d, 0.1 + along * Math.pow(7, d));
      }
    }
    DMatrixRMaj erased = eraser.fit(features, labels, CLASSES, SEED).apply(features);
    double[] mean = Moments.mean(features);
    for (int at = 0; at < erased.getNumElements(); at++) {
      assertThat(erased.data[at]).isEqualTo(mean[at % 5]);
    }
  }

  /** Centimetres or metres: powers of two, so that not even rounding differs. */
  @ParameterizedTest
  @MethodSource("erasers")
  void unitsOfColumnsDoNotMatter(Eraser eraser) {
    PlantedAttribute train = PlantedAttribute.draw(500, 6, "train");
    double[] units = {1, 1 / 1024.0, 64, 1 << 20, 0.5, 2};
    DMatrixRMaj other = train.features().copy();
    CommonOps_DDRM.multCols(other, units);
    Erasure one = eraser.fit(train.features(), train.labels(), CLASSES, SEED);
    Erasure scaled = eraser.fit(other, train.labels(), CLASSES, SEED);
    DMatrixRMaj erased = one.apply(train.features());
    CommonOps_DDRM.multCols(erased, units);
    assertThat(scaled.rank()).isEqualTo(one.rank());
    assertThat(scaled.apply(other).data).containsExactly(erased.data, within(1e-9 * (1 << 20)));
  }

  @Test
  void leaceTakesOutLessThanInlp() {
    PlantedAttribute train = PlantedAttribute.draw(2000, 12, "train");
    DMatrixRMaj leace = new Leace().fit(train.features(), train.labels(), CLASSES, SEED).apply(train.features());
    DMatrixRMaj inlp = new Inlp().fit(train.features(), train.labels(), CLASSES, SEED).apply(train.features());
    assertThat(PlantedAttribute.distance(train.features(), leace))
        .isLessThan(PlantedAttribute.distance(train.features(), inlp));
  }

  @Test
  void inlpRemovesUpToAClassifierAnIteration() {
    PlantedAttribute train = PlantedAttribute.draw(1000, 12, "train");
    assertThat(new Inlp(1).fit(train.features(), train.labels(), CLASSES, SEED).rank()).isEqualTo(CLASSES - 1);
    assertThat(new Inlp(2).fit(train.features(), train.labels(), CLASSES, SEED).rank())
        .isLessThanOrEqualTo(2 * (CLASSES - 1));
    assertThatThrownBy(() -> new Inlp(0)).hasMessage("iterations: expected at least 1, was 0");
  }

  /** Of the converged linear probe. */
  private static double accuracy(DMatrixRMaj x, int[] labels, DMatrixRMaj test, int[] testLabels) {
    LinearFit probe = LinearFit.of(x, labels, CLASSES, 1e-4, 1e-9, 2000);
    return Proportion.agreement(probe.predict(test), testLabels).value();
  }
}
