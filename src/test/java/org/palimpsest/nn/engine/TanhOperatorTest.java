package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class TanhOperatorTest {

  private static final double FEW = 5;

  @Test
  void isWithinAFewUnitsInTheLastPlace() {
    float[] x = new float[400_000];
    double grid = -20;
    for (int i = 0; i < x.length / 2; i++) {
      x[i] = (float) (grid += 2e-4);
    }
    double small = 1e-38;
    for (int i = x.length / 2; i < x.length; i++) {
      x[i] = (float) (i % 2 == 0 ? small : -small);
      small *= 1.0008;
    }
    float[] y = new float[x.length];
    TanhOperator.tanh(x, y, 0, x.length);
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      double expected = Math.tanh(x[i]);
      worst = Math.max(worst, Math.abs(y[i] - expected) / Math.ulp((float) expected));
      assertThat(Math.abs(y[i])).isLessThanOrEqualTo(1f);
    }
    assertThat(worst).isLessThan(FEW);
  }

  @Test
  void keepsSignsInfinitiesAndNaN() {
    float[] x = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 100, -100};
    float[] y = new float[x.length];
    TanhOperator.tanh(x, y, 0, x.length);
    assertThat(y).startsWith(0f, -0f, Float.NaN);
    for (int i = 3; i < x.length; i++) {
      assertThat(y[i] * Math.signum(x[i])).isBetween(Math.nextDown(1f), 1f);
    }
  }

  @Test
  void writesItsRangeAlone() {
    float[] y = new float[5];
    TanhOperator.tanh(new float[] {1, 1, 1, 1, 1}, y, 2, 4);
    assertThat(DoubleStream.of(y[0], y[1], y[4])).containsOnly(0.0);
    assertThat(y[2]).isEqualTo(y[3]).isPositive();
  }
}
