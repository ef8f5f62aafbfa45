package org.palimpsest.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.random.Seed;

class SamplerTest {

  private static final int POPULATION = 3000;
  private static final int STEPS = 400;

  @Test
  void everyExampleEntersIndependently() {
    PoissonSampler sampler = new PoissonSampler(POPULATION, 60, new Seed(5));
    double q = 0.02;
    int[] counts = new int[POPULATION];
    double[] sizes = new double[STEPS];
    long pairs = 0;
    for (int step = 0; step < STEPS; step++) {
      int[] batch = sampler.sample(step);
      assertThat(batch).isSorted().doesNotHaveDuplicates();
      Arrays.stream(batch).forEach(i -> counts[i]++);
      sizes[step] = batch.length;
      pairs += IntStream.range(1, batch.length).filter(k -> batch[k] == batch[k - 1] + 1).count();
    }
    double[] values = Arrays.stream(counts).asDoubleStream().toArray();
    // Mean and variance of participations and of batch sizes, each within four standard errors.
    double variance = STEPS * q * (1 - q);
    assertThat(mean(values)).isEqualTo(STEPS * q, within(4 * Math.sqrt(variance / POPULATION)));
    assertThat(variance(values)).isEqualTo(variance, within(4 * variance * Math.sqrt(2.2 / POPULATION)));
    assertThat(mean(sizes)).isEqualTo(60, within(4 * Math.sqrt(60 * (1 - q) / STEPS)));
    assertThat(variance(sizes)).isEqualTo(60 * (1 - q), within(4 * 60 * Math.sqrt(2.2 / STEPS)));
    double neighbours = STEPS * (POPULATION - 1) * q * q;
    assertThat((double) pairs).isEqualTo(neighbours, within(4 * Math.sqrt(neighbours)));
  }

  @Test
  void aStepDependsOnItsNumberAndTheSeedAlone() {
    PoissonSampler sampler = new PoissonSampler(POPULATION, 60, new Seed(5));
    int[] seventh = sampler.sample(7);
    sampler.sample(8);
    assertThat(sampler.sample(7)).isEqualTo(seventh);
    assertThat(new PoissonSampler(POPULATION, 60, new Seed(5)).sample(7)).isEqualTo(seventh);
    assertThat(new PoissonSampler(POPULATION, 60, new Seed(6)).sample(7)).isNotEqualTo(seventh);
  }

  @Test
  void emptyAndFullBatchesOccur() {
    PoissonSampler rare = new PoissonSampler(10, 0.5, new Seed(1));
    long empty = IntStream.range(0, 2000).filter(step -> rare.sample(step).length == 0).count();
    assertThat(empty / 2000.0).isEqualTo(Math.pow(0.95, 10), within(0.045));
    assertThat(new PoissonSampler(10, 10, new Seed(1)).sample(0)).isEqualTo(IntStream.range(0, 10).toArray());
  }

  @Test
  void shufflingClaimsNoAmplification() {
    ShuffledSampler sampler = new ShuffledSampler(10, 3, new Seed(2));
    assertThat(sampler.events(1.5, 7)).containsExactly(new SubsampledGaussian(1, 1.5, 3));
    int[] epoch = IntStream.range(3, 6).flatMap(step -> Arrays.stream(sampler.sample(step))).toArray();
    assertThat(epoch).hasSize(9).doesNotHaveDuplicates();
    assertThat(sampler.scheme()).contains("shuffled", "no amplification");
  }

  @Test
  void refuses() {
    assertThatThrownBy(() -> new PoissonSampler(10, 11, new Seed(1)))
        .hasMessage("expectedBatchSize: expected in (0, population = 10], was 11.0");
    assertThatThrownBy(() -> new ShuffledSampler(10, 0, new Seed(1)))
        .hasMessage("batchSize: expected in 1..population = 10, was 0");
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }
}
