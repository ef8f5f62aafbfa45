package org.palimpsest.nn.engine.winograd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.Workers;
import org.palimpsest.random.Seed;

/** However tiles and channels are divided among tasks, the products are the same. */
class WinogradTest {

  private static final Shape MAP = new Shape(9, 14, 20);
  private static final Shape GRID = new Shape(9, 14, 130);
  private static final int BATCH = 11;

  private static float[] normal(int length, String name) {
    RandomGenerator random = new Seed(1).derive(name).generator();
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Grids, maps, and weight gradients. */
  private static float[][] products(int threads, int fewValues, int allValues) {
    float[] weights = normal(130 * 20 * 9, "weights");
    float[] maps = normal(BATCH * MAP.volume(), "maps");
    float[] grids = normal(BATCH * GRID.volume(), "grids");
    float[] toGrids = new float[grids.length];
    float[] toMaps = new float[maps.length];
    float[] gradients = new float[weights.length + 2];
    try (Workers workers = new Workers(threads)) {
      Winograd winograd = new Winograd(MAP, GRID, workers, fewValues, allValues);
      winograd.load(weights, 0);
      winograd.gather(maps, toGrids, BATCH);
      winograd.scatter(grids, toMaps, BATCH);
      winograd.correlate(maps, grids, BATCH, gradients, 1);
    }
    assertThat(gradients[0]).isZero();
    assertThat(gradients[gradients.length - 1]).isZero();
    return new float[][] {toGrids, toMaps, Arrays.copyOfRange(gradients, 1, weights.length + 1)};
  }

  @Test
  void areTheSameBitsHoweverWorkIsDivided() {
    float[][] expected = products(1, 0, 0);
    for (int threads : new int[] {1, 3}) {
      assertThat(products(threads, 0, 0)).isDeepEqualTo(expected);
      assertThat(products(threads, Integer.MAX_VALUE, 0)).isDeepEqualTo(expected);
      assertThat(products(threads, 0, Integer.MAX_VALUE)).isDeepEqualTo(expected);
    }
  }
}
