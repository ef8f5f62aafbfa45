package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.method.FiniteDifferences.labels;
import static org.palimpsest.method.FiniteDifferences.random;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.data.Batch;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;

class FairKlTest {

  private final int[] targets = labels(11, 3, "targets");
  private final int[] privateAttributes = labels(11, 3, "private");

  @ParameterizedTest
  @CsvSource({"CODE, 0, 1", "CODE, 0.3, 0.5", "PAPER, 0, 1", "PAPER, 0.3, 0.5"})
  void gradient(FairKl.Form form, double epsilon, double temperature) {
    Activations at = new Activations(random(11, 4, 5, "z"), random(11, 3, 1, "l"));
    FairKl method = new FairKl(0.7, 1.3, 0.9, epsilon, temperature, 0, form);
    FiniteDifferences.check(new UnitFeatures(method.objective()), at, targets, privateAttributes);
  }

  /** As a function of features of any norm, which the pairs (i, i) of the code's form make different. */
  @ParameterizedTest
  @EnumSource(FairKl.Form.class)
  void gradientOffTheSphere(FairKl.Form form) {
    Activations at = new Activations(random(11, 4, 0.5, "z"), random(11, 3, 1, "l"));
    FairKl method = new FairKl(0.7, 1.3, 0.9, 0.2, 1, 0, form);
    FiniteDifferences.check(method.objective(), at, targets, privateAttributes);
  }

  /** At the temperature that is used, where one step of 1e-5 in a similarity is 1e-4 in an exponent. */
  @ParameterizedTest
  @EnumSource(FairKl.Form.class)
  void gradientAtTheDefaultTemperature(FairKl.Form form) {
    DMatrixRMaj z = unit(random(11, 6, 1, "z"));
    FairKl method = new FairKl(1, 0, 1, 0.25, 0.1, 0, form);
    DMatrixRMaj s = similarity(z);
    DMatrixRMaj gradient = SupInfoNce.of(method, s, targets).gradient();
    for (int i = 0; i < s.getNumElements(); i++) {
      double original = s.data[i];
      s.data[i] = original + 1e-6;
      double above = SupInfoNce.of(method, s, targets).value();
      s.data[i] = original - 1e-6;
      double below = SupInfoNce.of(method, s, targets).value();
      s.data[i] = original;
      assertThat(gradient.data[i]).isCloseTo((above - below) / 2e-6, within(1e-8));
    }
  }

  /** The published steps in their order: row maxima taken off, masks, sums of whole rows. */
  @Test
  void contrastTwinOfTheCode() {
    int[] y = labels(30, 5, "y");
    y[7] = 9;
    DMatrixRMaj s = similarity(unit(random(30, 6, 1, "z")));
    double temperature = 0.1;
    double total = 0;
    for (int i = 0; i < 30; i++) {
      double[] logits = new double[30];
      for (int j = 0; j < 30; j++) {
        logits[j] = s.get(i, j) / temperature;
      }
      double max = Arrays.stream(logits).max().orElseThrow();
      double negatives = 0;
      for (int j = 0; j < 30; j++) {
        negatives += y[j] != y[i] ? Math.exp(logits[j] - max) : 0;
      }
      double sum = 0;
      int count = 0;
      for (int j = 0; j < 30; j++) {
        if (y[j] == y[i] && j != i) {
          double own = Math.exp(-0.25) * Math.exp(logits[j] - max);
          sum += logits[j] - max - Math.log(own + negatives + 1e-6);
          count++;
        }
      }
      total -= temperature / 0.07 * sum / Math.max(1, count);
    }
    SupInfoNce contrast = SupInfoNce.of(new FairKl(1, 1, 1, 0.25, temperature, 0, FairKl.Form.CODE), s, y);
    assertThat(contrast.value()).isCloseTo(total / 30, within(1e-12));
  }

  /** Two of one target at similarity .6, one of another at .1 and -.2 to them. */
  @Test
  void contrastByHandAsInThePaper() {
    DMatrixRMaj s = new DMatrixRMaj(new double[][] {{1, 0.6, 0.1}, {0.6, 1, -0.2}, {0.1, -0.2, 1}});
    FairKl method = new FairKl(1, 1, 1, 0.3, 0.5, 0, FairKl.Form.PAPER);
    double first = -Math.log(Math.exp(1.2) / (Math.exp(1.2 - 0.3) + Math.exp(0.2)));
    double second = -Math.log(Math.exp(1.2) / (Math.exp(1.2 - 0.3) + Math.exp(-0.4)));
    assertThat(SupInfoNce.of(method, s, new int[] {4, 4, 1}).value())
        .isCloseTo((first + second) / 2, within(1e-14));
  }

  /** From masked matrices, as the published code has it: zeros count in the spreads. */
  @Test
  void fairTwinOfTheCode() {
    int[] y = labels(20, 4, "y");
    int[] b = labels(20, 3, "b");
    DMatrixRMaj s = similarity(unit(random(20, 6, 1, "z")));
    double[] means = new double[4];
    double[] spreads = new double[4];
    for (int kind = 0; kind < 4; kind++) {
      double[] masked = new double[400];
      int count = 0;
      for (int i = 0; i < 20; i++) {
        for (int j = 0; j < 20; j++) {
          if ((y[i] == y[j]) == (kind < 2) && (b[i] == b[j]) == (kind % 2 == 0)) {
            masked[20 * i + j] = s.get(i, j);
            count++;
          }
        }
      }
      means[kind] = Arrays.stream(masked).sum() / count;
      double mean = Arrays.stream(masked).average().orElseThrow();
      spreads[kind] = Math.sqrt(Arrays.stream(masked).map(v -> (v - mean) * (v - mean)).sum() / 399);
    }
    double expected =
        Math.pow(means[1] - means[0], 2) + Math.pow(means[2] - means[3], 2)
            + 0.8 * (Math.pow(spreads[0] - spreads[1], 2) + Math.pow(spreads[2] - spreads[3], 2))
            - means[1] + means[2];
    FairKl method = new FairKl(1, 1, 0.8, 0, 0.1, 0, FairKl.Form.CODE);
    assertThat(FairKlTerm.of(method, s, y, b).value()).isCloseTo(expected, within(1e-12));
  }

  /** From lists of similarities of the pairs i &lt; j. */
  @Test
  void fairTwinOfThePaper() {
    int[] y = labels(20, 4, "y");
    int[] b = labels(20, 3, "b");
    DMatrixRMaj s = similarity(unit(random(20, 6, 1, "z")));
    List<List<Double>> kinds = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 20; i++) {
      for (int j = i + 1; j < 20; j++) {
        kinds.get((y[i] == y[j] ? 0 : 2) + (b[i] == b[j] ? 0 : 1)).add(s.get(i, j));
      }
    }
    double expected = gaussianDivergence(kinds.get(0), kinds.get(1)) + gaussianDivergence(kinds.get(2), kinds.get(3));
    assertThat(FairKlTerm.of(paper(), s, y, b).value()).isCloseTo(expected, within(1e-12)).isPositive();
  }

  private static double gaussianDivergence(List<Double> a, List<Double> c) {
    double ma = a.stream().mapToDouble(v -> v).average().orElseThrow();
    double mc = c.stream().mapToDouble(v -> v).average().orElseThrow();
    double va = a.stream().mapToDouble(v -> (v - ma) * (v - ma)).average().orElseThrow() + 1e-4;
    double vc = c.stream().mapToDouble(v -> (v - mc) * (v - mc)).average().orElseThrow() + 1e-4;
    return Math.log(Math.sqrt(vc / va)) + (va + (ma - mc) * (ma - mc)) / (2 * vc) - 0.5;
  }

  /** Similarities that do not depend on private attributes. */
  @Test
  void divergenceIsZeroWhereDistributionsCoincide() {
    int[] y = {0, 0, 0, 0, 1, 1, 1, 1};
    int[] b = {0, 0, 1, 1, 0, 0, 1, 1};
    DMatrixRMaj s = new DMatrixRMaj(8, 8);
    for (int i = 0; i < 64; i++) {
      s.data[i] = i / 8 == i % 8 ? 1 : y[i / 8] == y[i % 8] ? 0.4 : -0.3;
    }
    FairKlTerm none = FairKlTerm.of(paper(), s, y, b);
    assertThat(none.value()).isCloseTo(0, within(1e-10));
    assertThat(none.gradient().data).containsExactly(new double[64], within(1e-10));
    s.set(0, 1, 0.9);
    s.set(1, 0, 0.9);
    assertThat(FairKlTerm.of(paper(), s, y, b).value()).isGreaterThan(0.01);
  }

  /** Every kind of batch that lacks some kind of pair, in both forms. */
  @ParameterizedTest
  @EnumSource(FairKl.Form.class)
  void batchesThatLackPairs(FairKl.Form form) {
    FairKl method = new FairKl(1, 1, 1, 0.25, 0.1, 0, form);
    int[][][] batches = {
      {{0}, {0}},
      {{0, 1}, {0, 1}},
      {{0, 0, 1, 1}, {2, 2, 2, 2}},
      {{0, 1, 2, 3}, {0, 1, 2, 3}},
      {{0, 1, 2, 3}, {5, 5, 5, 5}},
      {{0, 0, 0, 0}, {0, 1, 2, 3}},
      {{0, 0, 1, 1}, {0, 0, 1, 1}},
    };
    for (int[][] labels : batches) {
      int size = labels[0].length;
      for (DMatrixRMaj z : List.of(unit(random(size, 3, 1, "z")), new DMatrixRMaj(size, 3), ones(size))) {
        LossAndGradient at =
            new UnitFeatures(method.objective())
                .at(new Activations(z, random(size, 4, 1, "l")), labels[0], labels[1]);
        assertThat(at.terms().values()).as(Arrays.deepToString(labels)).allMatch(Double::isFinite);
        assertThat(Arrays.stream(at.dFeatures().data).allMatch(Double::isFinite)).isTrue();
      }
    }
  }

  /** With no pairs that contrast there is nothing to learn from pairs. */
  @Test
  void nothingToCompare() {
    Activations one = new Activations(unit(random(1, 3, 1, "z")), random(1, 3, 1, "l"));
    LossAndGradient at = new UnitFeatures(paper().objective()).at(one, new int[] {2}, new int[] {1});
    assertThat(at.loss()).isEqualTo(at.terms().get("cross_entropy"));
    assertThat(at.dFeatures().data).containsOnly(0);
  }

  /** With pair terms off, the head learns and what is below it stays; with beta 1, all of it learns. */
  @Test
  void theHeadAloneSeesTheCrossEntropy() {
    Encoder still = encoder();
    float[] before = still.parameters();
    new FairKl(0, 0, 0, 0, 0.1, 0, FairKl.Form.CODE).learner(still, null).update(batch(), 0.1);
    for (int i = 0; i < 60; i++) {
      assertThat(still.parameters()[i]).isCloseTo(before[i], within(1e-7f));
    }
    Encoder vanilla = encoder();
    new ObjectiveLearner(vanilla, new CrossEntropy()).update(batch(), 0.1);
    for (int i = 60; i < before.length; i++) {
      assertThat(still.parameters()[i]).isNotEqualTo(before[i]).isEqualTo(vanilla.parameters()[i]);
    }
    Encoder whole = encoder();
    new FairKl(0, 0, 0, 0, 0.1, 1, FairKl.Form.CODE).learner(whole, null).update(batch(), 0.1);
    assertThat(whole.parameters()).isEqualTo(vanilla.parameters());
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new FairKl(1, -1, 1, 0, 0.1, 0, FairKl.Form.CODE))
        .hasMessage("lambda: expected finite and at least 0, was -1.0");
    assertThatThrownBy(() -> new FairKl(1, 1, 1, 0, 0.001, 0, FairKl.Form.CODE))
        .hasMessage("temperature: expected finite and at least 0.01, was 0.001");
    assertThatThrownBy(() -> new FairKl(1, 1, 1, 0, 0.1, 0, null))
        .hasMessage("form: expected code or paper, was nothing");
    Activations at = new Activations(random(2, 3, 1, "z"), random(2, 3, 1, "l"));
    assertThatThrownBy(() -> paper().objective().at(at, new int[2], new int[3]))
        .hasMessage("privateAttributes: expected 2, one per image, was 3");
  }

  private static FairKl paper() {
    return new FairKl(1, 1, 1, 0, 0.1, 0, FairKl.Form.PAPER);
  }

  /** W (5, 12), then V (3, 5). */
  private static Encoder encoder() {
    return new LinearEncoder.Spec(12, 5, 3, false).create(new OptimiserSpec(0), new Seed(2));
  }

  private static Batch batch() {
    DMatrixRMaj values = random(9, 12, 0.5, "pixels");
    float[] pixels = new float[108];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) values.data[i];
    }
    return new Batch(2, 2, 3, pixels, labels(9, 3, "y"), labels(9, 3, "b"));
  }

  private static DMatrixRMaj similarity(DMatrixRMaj z) {
    return CommonOps_DDRM.multTransB(z, z, null);
  }

  private static DMatrixRMaj ones(int rows) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows, 3);
    CommonOps_DDRM.fill(matrix, 1);
    return matrix;
  }

  private static DMatrixRMaj unit(DMatrixRMaj matrix) {
    for (int i = 0; i < matrix.numRows; i++) {
      double squares = 0;
      for (int d = 0; d < matrix.numCols; d++) {
        squares += matrix.get(i, d) * matrix.get(i, d);
      }
      for (int d = 0; d < matrix.numCols; d++) {
        matrix.set(i, d, matrix.get(i, d) / Math.sqrt(squares));
      }
    }
    return matrix;
  }
}
