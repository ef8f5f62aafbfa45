package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.palimpsest.method.FiniteDifferences.labels;
import static org.palimpsest.method.FiniteDifferences.random;

import java.io.IOException;
import java.nio.file.Path;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.data.Groups;
import org.palimpsest.data.digits.ColouredBackground;
import org.palimpsest.data.digits.RealMnist;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.random.Seed;

/** BiasBal and Group DRO. */
class ReweightingTest {

  /** Three targets, four private attributes: the third of those never occurs, and (2, 0) and (0, 1) are empty. */
  private static final Groups GROUPS = new Groups(new int[][] {{6, 0, 0, 1}, {2, 3, 0, 1}, {0, 9, 0, 2}});

  @TempDir Path folder;

  @Test
  void priorOfExactCounts() {
    double[][] prior = BiasBal.logPrior(GROUPS);
    assertThat(prior[0])
        .containsExactly(new double[] {Math.log(0.75 + 1e-9), Math.log(0.25 + 1e-9), Math.log(1e-9)}, within(1e-14));
    assertThat(prior[1])
        .containsExactly(new double[] {Math.log(1e-9), Math.log(0.25 + 1e-9), Math.log(0.75 + 1e-9)}, within(1e-14));
    assertThat(prior[3])
        .containsExactly(
            new double[] {Math.log(0.25 + 1e-9), Math.log(0.25 + 1e-9), Math.log(0.5 + 1e-9)}, within(1e-14));
    assertThat(GROUPS.empty()).isEqualTo(5);
  }

  /** Equal logits: the loss is what the prior alone costs. */
  @Test
  void biasBalByHand() {
    Activations at = new Activations(null, new DMatrixRMaj(3, 3));
    LossAndGradient balanced = BiasBal.objective(GROUPS).at(at, new int[] {1, 2, 0}, new int[] {0, 3, 2});
    assertThat(balanced.loss()).isCloseTo((Math.log(4) + Math.log(2) + Math.log(3)) / 3, within(1e-8));
    assertThat(balanced.terms()).containsEntry("empty_cells", 5.0);
    assertThat(balanced.dLogits().data)
        .containsExactly(
            new double[] {0.25, -0.25, 0, 1 / 12., 1 / 12., -1 / 6., -2 / 9., 1 / 9., 1 / 9.}, within(1e-8));
  }

  @Test
  void withoutBiasTheLossIsCrossEntropy() {
    Activations at = new Activations(null, random(7, 2, 2, "l"));
    int[] y = labels(7, 2, "y");
    int[] b = labels(7, 3, "b");
    Objective objective = BiasBal.objective(new Groups(new int[][] {{2, 5, 3}, {2, 5, 3}}));
    LossAndGradient plain = new CrossEntropy().at(at, y, b);
    assertThat(objective.at(at, y, b).loss()).isCloseTo(plain.loss(), within(1e-14));
  }

  @ParameterizedTest
  @CsvSource({"0.990, 1", "0.995, 10", "0.997, 6", "0.999, 27"})
  void emptyCellsOfTheTrainingImages(double rho, int empty) {
    Objective objective =
        new BiasBal().objective(new ColouredBackground().inject(RealMnist.require().train(), rho, new Seed(11)));
    LossAndGradient at = objective.at(new Activations(null, new DMatrixRMaj(1, 10)), new int[1], new int[1]);
    assertThat(at.terms()).containsEntry("empty_cells", (double) empty);
    assertThat(at.loss()).isCloseTo(-Math.log(rho), within(2e-3));
  }

  @Test
  void gradients() {
    Activations at = new Activations(random(9, 4, 1, "z"), random(9, 3, 2, "l"));
    int[] y = labels(9, 3, "y");
    int[] b = labels(9, 4, "b");
    FiniteDifferences.check(BiasBal.objective(GROUPS), at, y, b);
    double[] weights = {0.1, 0.2, 0, 0.05, 0.1, 0.15, 0.02, 0.08, 0.1, 0.1, 0.06, 0.04};
    FiniteDifferences.check(new GroupDro().objective(weights, 4), at, y, b);
  }

  /** Uniform over the groups of a batch, the loss is the mean of their means. */
  @Test
  void groupLossesByHand() {
    DMatrixRMaj logits = new DMatrixRMaj(new double[][] {{0, 0}, {Math.log(3), 0}, {0, Math.log(7)}});
    Activations at = new Activations(null, logits);
    int[] y = {0, 0, 1};
    int[] b = {1, 1, 0};
    LossAndGradient equal = new GroupDro().objective(new double[] {0, 0.5, 0.5, 0}, 2).at(at, y, b);
    double first = (Math.log(2) + Math.log(4 / 3.)) / 2;
    double second = Math.log(8 / 7.);
    assertThat(equal.loss()).isCloseTo((first + second) / 2, within(1e-15));
    assertThat(equal.terms().get("worst_group_loss")).isCloseTo(first, within(1e-15));
    assertThat(equal.dLogits().data)
        .containsExactly(
            new double[] {-0.125, 0.125, -0.0625, 0.0625, 0.0625, -0.0625}, within(1e-15));
  }

  /** Two steps, as products: a group that is absent keeps its weight but for the scaling. */
  @Test
  void weightsAfterTwoSteps() {
    GroupWeights weights = new GroupWeights(3, 0.5);
    weights.set(weights.after(new double[] {2, 0, 1}));
    weights.set(weights.after(new double[] {0, 4, 1}));
    double[] unscaled = {Math.exp(1), Math.exp(2), Math.exp(1)};
    double sum = unscaled[0] + unscaled[1] + unscaled[2];
    assertThat(weights.get())
        .containsExactly(new double[] {unscaled[0] / sum, unscaled[1] / sum, unscaled[2] / sum}, within(1e-15));
  }

  @Test
  void weightsSurviveLossesThatWouldOverflow() {
    assertThat(new GroupWeights(2, 1).after(new double[] {5000, 1})).containsExactly(1, 0);
  }

  @Test
  void weightsComeBackBitForBitAndOnlyToTheirKind() throws IOException {
    GroupWeights weights = new GroupWeights(3, 0.5);
    weights.set(weights.after(new double[] {2, 0.3, 1}));
    weights.save(folder.resolve("q"));
    GroupWeights other = new GroupWeights(3, 0.5);
    other.restore(folder.resolve("q"));
    assertThat(other.get()).isEqualTo(weights.get());
    assertThatThrownBy(() -> new GroupWeights(4, 0.5).restore(folder.resolve("q")))
        .hasMessageEndingWith(
            "expected the spec group-weights of 4 groups, eta 0.5, was group-weights of 3 groups, eta 0.5");
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new GroupDro(-1)).hasMessage("eta: expected finite and at least 0, was -1.0");
    Activations at = new Activations(null, new DMatrixRMaj(1, 3));
    assertThatThrownBy(() -> BiasBal.objective(GROUPS).at(at, new int[1], new int[] {4}))
        .hasMessage("privateAttributes[0]: expected 0..3, was 4");
    Activations wider = new Activations(null, new DMatrixRMaj(1, 5));
    assertThatThrownBy(() -> BiasBal.objective(GROUPS).at(wider, new int[1], new int[1]))
        .hasMessage("logits: expected 3 columns, one per target of the training images, was 5");
    assertThatThrownBy(() -> new GroupDro().objective(new double[6], 2).at(wider, new int[1], new int[1]))
        .hasMessage("logits: expected 3 columns, one per target of the training images, was 5");
  }
}
