package org.palimpsest.privacy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palimpsest.privacy.AdaptiveClipping.Rule;
import org.palimpsest.privacy.AdaptiveClipping;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.privacy.NoisyStep;
import org.palimpsest.privacy.PoissonSampler;
import org.palimpsest.privacy.SamplingSeed;
import org.palimpsest.privacy.SeededNoise;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.random.Seed;

/**
 * Audits of what is said to be fairer pass where the claim is the one that is printed, and flag the claims that others
 * print. Each check fails by chance once in a thousand times.
 */
class FairerStepsTest {

  private static final Seed SEED = new Seed(21);
  private static final double WEIGHT = 4;
  private static final double COUNT_NOISE = .4;

  @Test
  void aMinorityThatIsDrawnMoreOftenHasItsOwnEpsilon() {
    SubsampledGaussian own = new SubsampledGaussian(.04, .6, 100);
    assertThat(failed(minority(own, own))).isEmpty();
  }

  /** As if images of the minority had the epsilon of the others, whose rate is a fourth. */
  @Test
  void flagsTheEpsilonOfTheOthers() {
    SubsampledGaussian others = new SubsampledGaussian(.01, .6, 100);
    assertThat(failed(minority(others, new SubsampledGaussian(.04, .6, 100))))
        .contains("delta(0.5), lower bound", "participations, mean");
  }

  private static AuditReport minority(SubsampledGaussian claim, SubsampledGaussian truth) {
    double factor = truth.samplingRate() / claim.samplingRate();
    return new CanaryAudit(200, 50, claim, 1, 1e-5)
        .run(
            (group, n, p) ->
                times(
                    factor,
                    FairerSteps.minority(
                        n, WEIGHT, truth, new FlatClipping(1), new SeededNoise(own(group)), p,
                        SamplingSeed.known(own(group)))),
            SEED);
  }

  @Test
  void aCountOfTheSameDrawIsPaidFor() {
    SubsampledGaussian claim = new SubsampledGaussian(.2, .6, 10);
    assertThat(failed(counted(claim, claim))).isEmpty();
  }

  /** As if only the gradients' noise, which is larger, were to be accounted for. */
  @Test
  void flagsACountThatIsForgotten() {
    SubsampledGaussian truth = new SubsampledGaussian(.2, .6, 10);
    double ofGradients = new AdaptiveClipping(new Rule(1, .5, 1e-3, 1, 0, 10, COUNT_NOISE)).sumNoise(.6);
    assertThat(ofGradients).isCloseTo(.907, within(.001));
    assertThat(failed(counted(new SubsampledGaussian(.2, ofGradients, 10), truth)))
        .contains("delta(0.5), lower bound", "noise, distance from normal");
  }

  private static AuditReport counted(SubsampledGaussian claim, SubsampledGaussian truth) {
    return new CanaryAudit(4000, FairerSteps.COUNTED_GROUP, claim, 1, 1e-5)
        .run(
            (group, n, p) ->
                FairerSteps.counted(
                    new PoissonSampler(n, truth.samplingRate() * n, own(group)), truth, COUNT_NOISE,
                    new SeededNoise(own(group)), p),
            SEED);
  }

  private static Seed own(int group) {
    return SEED.derive("mechanism").derive(group);
  }

  private static List<String> failed(AuditReport report) {
    return report.checks().stream().filter(check -> !check.passed()).map(Check::name).toList();
  }

  /** The audit multiplies by the claimed rate, which is not always the true one. */
  private static NoisyStep times(double factor, NoisyStep step) {
    return new NoisyStep() {
      @Override
      public int[] sample() {
        return step.sample();
      }

      @Override
      public void accept(int count, float[] gradients) {
        step.accept(count, gradients);
      }

      @Override
      public double[] release() {
        double[] released = step.release();
        for (int i = 0; i < released.length; i++) {
          released[i] *= factor;
        }
        return released;
      }
    };
  }
}
