package org.palimpsest.report.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.random.Seed;

class EndLabelsTest {

  @Test
  void namesWithRoomStayWhereTheirLinesEnd() {
    assertThat(EndLabels.spread(new double[] {10, 40, 90}, 0, 100)).containsExactly(10, 40, 90);
  }

  @Test
  void namesOfOneHeightSpreadAroundIt() {
    assertThat(EndLabels.spread(new double[] {50, 50, 50}, 0, 100)).containsExactly(36, 50, 64);
    assertThat(EndLabels.spread(new double[] {0, 0, 0}, 0, 100)).containsExactly(0, 14, 28);
    assertThat(EndLabels.spread(new double[] {100, 100}, 0, 100)).containsExactly(86, 100);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 14, 20})
  void namesKeepTheirOrderTheirDistanceAndTheBounds(int count) {
    RandomGenerator random = new Seed(count).generator();
    double[] wanted = random.doubles(count, 0, 288).sorted().toArray();
    double[] places = EndLabels.spread(wanted, 0, 288);
    assertThat(Arrays.stream(places).min().orElseThrow()).isGreaterThanOrEqualTo(0);
    assertThat(Arrays.stream(places).max().orElseThrow()).isLessThanOrEqualTo(288);
    for (int i = 1; i < count; i++) {
      assertThat(places[i] - places[i - 1]).isGreaterThanOrEqualTo(EndLabels.LINE - 1e-9);
    }
  }

  @Test
  void noArrangementIsNearerToTheWantedPlaces() {
    double[] wanted = {20, 22, 60, 61, 63, 120};
    double[] places = EndLabels.spread(wanted, 0, 288);
    RandomGenerator random = new Seed(1).generator();
    for (int trial = 0; trial < 2000; trial++) {
      double[] other = Arrays.stream(places).map(place -> place + 3 * random.nextGaussian()).toArray();
      boolean allowed = true;
      for (int i = 1; i < other.length; i++) {
        allowed &= other[i] - other[i - 1] >= EndLabels.LINE;
      }
      if (allowed) {
        assertThat(squares(other, wanted)).isGreaterThanOrEqualTo(squares(places, wanted));
      }
    }
  }

  private static double squares(double[] places, double[] wanted) {
    double sum = 0;
    for (int i = 0; i < places.length; i++) {
      sum += (places[i] - wanted[i]) * (places[i] - wanted[i]);
    }
    return sum;
  }
}
