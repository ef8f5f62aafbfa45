package org.palimpsest.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.random.Seed;

class LinearHeadTest {

  private static final OptimiserSpec OPTIMISER = new OptimiserSpec(0.01);

  @TempDir Path folder;

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    DMatrixRMaj inputs = random(5, 4);
    DMatrixRMaj direction = random(5, 3);
    DMatrixRMaj weights = random(3, 4);
    double[] bias = {0.1, -0.2, 0.3};
    LinearHead head = head(weights, bias);
    head.forward(inputs);
    DMatrixRMaj dInputs = head.backward(direction);
    double step = 1e-6;
    for (int i = 0; i < 12; i++) {
      weights.data[i] += step;
      double above = CommonOps_DDRM.dot(reshape(head(weights, bias).forward(inputs)), reshape(direction));
      weights.data[i] -= 2 * step;
      double below = CommonOps_DDRM.dot(reshape(head(weights, bias).forward(inputs)), reshape(direction));
      weights.data[i] += step;
      assertThat(head.gradient()[i]).isCloseTo((above - below) / (2 * step), within(1e-8));
    }
    for (int k = 0; k < 3; k++) {
      double sum = 0;
      for (int row = 0; row < 5; row++) {
        sum += direction.get(row, k);
      }
      assertThat(head.gradient()[12 + k]).isCloseTo(sum, within(1e-12));
    }
    assertThat(dInputs.data).containsExactly(CommonOps_DDRM.mult(direction, weights, null).data, within(1e-12));
  }

  @Test
  void theFirstStepIsAdamsWithCoupledDecay() {
    LinearHead head = head(random(1, 2), new double[] {0.5});
    double before = head.parameters()[2];
    head.forward(random(3, 2));
    head.backward(new DMatrixRMaj(new double[][] {{1}, {1}, {1}}));
    head.step(0.1);
    assertThat((double) head.parameters()[2]).isCloseTo(before - 0.1, within(1e-6));
  }

  @Test
  void goesOnAfterRestoreAsIfNothingHadHappened() throws IOException {
    LinearHead head = new LinearHead("head", 4, 3, OPTIMISER, new Seed(1));
    step(head);
    head.save(folder.resolve("head"));
    LinearHead other = new LinearHead("head", 4, 3, OPTIMISER, new Seed(2));
    other.restore(folder.resolve("head"));
    step(head);
    step(other);
    assertThat(other.parameters()).isEqualTo(head.parameters());
  }

  @Test
  void refusesWhatDoesNotFit() throws IOException {
    LinearHead head = new LinearHead("head", 4, 3, OPTIMISER, new Seed(1));
    head.save(folder.resolve("head"));
    assertThatThrownBy(() -> new LinearHead("head", 4, 2, OPTIMISER, new Seed(1)).restore(folder.resolve("head")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected the spec head 4 to 2")
        .hasMessageContaining("was head 4 to 3");
    assertThatThrownBy(() -> head.forward(random(2, 5))).hasMessage("inputs: expected 4 columns, was 5");
    assertThatThrownBy(() -> head.backward(random(2, 3))).hasMessage("dOutputs: expected (0, 3), was (2, 3)");
  }

  private static void step(LinearHead head) {
    head.forward(random(6, 4));
    head.backward(random(6, 3));
    head.step(0.01);
  }

  private static LinearHead head(DMatrixRMaj weights, double[] bias) {
    return new LinearHead("head", weights, bias, OPTIMISER);
  }

  private static DMatrixRMaj random(int rows, int columns) {
    RandomGenerator random = new Seed(rows * 100L + columns).generator();
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    for (int i = 0; i < matrix.getNumElements(); i++) {
      matrix.data[i] = random.nextGaussian();
    }
    return matrix;
  }

  private static DMatrixRMaj reshape(DMatrixRMaj matrix) {
    return DMatrixRMaj.wrap(matrix.getNumElements(), 1, matrix.data);
  }
}
