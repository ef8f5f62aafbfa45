package org.palimpsest.experiment.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.palimpsest.method.EnD;
import org.palimpsest.method.Vanilla;
import org.palimpsest.method.dp.DpSgd;

/** Which methods share a timing. */
class MeasuredRateTest {

  @Test
  void weightsAndRatesShareOne() {
    EnD usual = new EnD();
    EnD other = new EnD(usual.alpha() + 1, usual.beta() + 1, usual.pairs());
    assertThat(MeasuredRate.work(other)).isEqualTo(MeasuredRate.work(usual));
    assertThat(MeasuredRate.work(usual)).isNotEqualTo(MeasuredRate.work(new Vanilla()));
    assertThat(MeasuredRate.work(DpSgd.withNoise(2, 1))).isEqualTo(MeasuredRate.work(DpSgd.withNoise(3, 0.5)));
  }

  @Test
  void whatChangesTheWorkHasItsOwn() {
    DpSgd usual = new DpSgd();
    DpSgd smaller =
        new DpSgd(
            usual.noiseMultiplier(), usual.targetEpsilon(), usual.delta(), usual.clippingNorm(), usual.clipping(),
            usual.sampling(), usual.secure(), usual.microBatch() / 2, usual.rescale(), usual.recipe(),
            usual.streams());
    assertThat(MeasuredRate.work(smaller)).isNotEqualTo(MeasuredRate.work(usual));
  }
}
