package org.palimpsest.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.palimpsest.attack.PlantedFeatures.leaking;

import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palimpsest.metric.Measurement;
import org.palimpsest.random.Seed;

/** The control on features in which every private attribute is a cluster of its own. */
class ShuffledTest {

  private static final double CHANCE = 1.0 / PlantedFeatures.CLASSES;
  private static final int SEEDS = 40;

  private final Measurement[] read =
      IntStream.range(0, SEEDS).mapToObj(ShuffledTest::read).toArray(Measurement[]::new);

  private static Measurement read(int seed) {
    Features train = leaking(3000, "train");
    Map<String, Features> test = Map.of("test", leaking(2000, "test"));
    return AttackResult.of(new Shuffled(AttackSource.BALANCED, 20, 1000), train, test, new Seed(seed))
        .splits().get("test").get(0);
  }

  private double mean(ToDoubleFunction<Measurement> of) {
    return IntStream.range(0, SEEDS).mapToDouble(seed -> of.applyAsDouble(read[seed])).average().orElseThrow();
  }

  /** Of 40 intervals about two miss chance; those over test images alone would miss it in three of four. */
  @Test
  void isWithinItsOwnIntervalOfChance() {
    assertThat(mean(row -> row.low() <= CHANCE && CHANCE <= row.high() ? 0 : SEEDS)).isLessThanOrEqualTo(6);
    assertThat(mean(Measurement::value)).isBetween(CHANCE - 0.015, CHANCE + 0.015);
  }

  @Test
  void itsIntervalKnowsHowFarShufflesScatter() {
    double ofImages = 2 * 1.96 * Math.sqrt(CHANCE * (1 - CHANCE) / 2000);
    assertThat(mean(row -> row.high() - row.low())).isBetween(1.5 * ofImages, 8 * ofImages);
    assertThat(read[0].n()).isEqualTo(2000);
  }

  @Test
  void saysHowMuchItMemorised() {
    Map<String, Double> fit =
        new Shuffled(AttackSource.BALANCED).fit(leaking(600, "train"), new Seed(1)).diagnostics();
    assertThat(fit.get("shuffled_train_accuracy")).isBetween(CHANCE + 0.02, 0.5);
    assertThat(fit.get("train_accuracy")).isBetween(CHANCE - 0.08, CHANCE + 0.08);
  }
}
