package org.palimpsest.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.palimpsest.metric.Measurement;
import org.palimpsest.random.Seed;

class PrivateAxesTest {

  private static final int WIDTH = 64;

  /** Noise of unit spread, and in feature 1 a distance between private values 0 and 1; value 2 is far away. */
  private static Features features(int n, double distance) {
    RandomGenerator random = new Seed(5).derive("private axes").generator();
    DMatrixRMaj values = new DMatrixRMaj(n, WIDTH);
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 3;
      for (int j = 0; j < WIDTH; j++) {
        values.set(i, j, random.nextGaussian());
      }
      values.add(i, 1, labels[i] == 2 ? 1000 : distance * labels[i]);
    }
    return new Features(values, null, new int[n], labels, 3);
  }

  private static Map<String, Double> measured(Features features) {
    return PrivateAxes.measure(features, 0, 1).stream()
        .collect(Collectors.toMap(m -> m.metric() + " " + m.group(), Measurement::value));
  }

  @Test
  void aPlantedDistanceIsFoundOnBothAxesWithOneSign() {
    Map<String, Double> measured = measured(features(3000, 4));
    assertThat(measured.get("first_component_d_prime all")).isCloseTo(4, within(.3));
    assertThat(measured.get("mean_axis_d_prime all")).isCloseTo(4, within(.3));
    for (String axis : PrivateAxes.NAMES) {
      double low = measured.get(axis + "_mean b0");
      double high = measured.get(axis + "_mean b1");
      assertThat(low).isLessThan(high);
      assertThat(low + high).as("standardised together").isCloseTo(0, within(1e-9));
      assertThat(high * high + Math.pow(measured.get(axis + "_sd b0"), 2) / 2
          + Math.pow(measured.get(axis + "_sd b1"), 2) / 2).as("variance").isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void noiseIsNotTakenForDistance() {
    assertThat(measured(features(3000, 0)).get("mean_axis_d_prime all")).isCloseTo(0, within(.2));
  }

  /** The number of a value decides, unless it is rare; one of three with more images by chance does not. */
  @Test
  void theValuesOfTheAxesAreFrequent() {
    assertThat(groups(100, 90, 110)).containsExactly("b0", "b1");
    assertThat(groups(20, 100, 150)).containsExactly("b1", "b2");
    assertThat(groups(60, 100, 150)).containsExactly("b0", "b1");
    assertThat(groups(10, 900, 10)).containsExactly("b0", "b1");
    assertThat(groups(0, 900, 7)).isEmpty();
  }

  private static List<String> groups(int... counts) {
    int[] labels =
        IntStream.range(0, counts.length).flatMap(b -> IntStream.generate(() -> b).limit(counts[b])).toArray();
    Features any = features(labels.length, 1);
    return PrivateAxes.measure(new Features(any.values(), null, new int[labels.length], labels, 3)).stream()
        .map(Measurement::group)
        .filter(group -> group.startsWith("b"))
        .distinct()
        .toList();
  }

  @Test
  void noImagesOrNoSpreadGiveNothing() {
    assertThat(PrivateAxes.measure(features(20, 1), 0, 1)).isEmpty();
    Features constant = features(300, 0);
    Arrays.fill(constant.values().data, 2);
    assertThat(PrivateAxes.measure(constant, 0, 1)).isEmpty();
  }
}
