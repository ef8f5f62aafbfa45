package org.palimpsest.privacy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.privacy.Clipping;
import org.palimpsest.privacy.DpMechanism;
import org.palimpsest.privacy.Ledger;
import org.palimpsest.privacy.Noise;
import org.palimpsest.privacy.NoisyStep;
import org.palimpsest.privacy.PoissonSampler;
import org.palimpsest.privacy.Sampler;
import org.palimpsest.privacy.SeededNoise;
import org.palimpsest.privacy.ShuffledSampler;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.random.Seed;

/** The audit passes the mechanism and flags it with one part broken. */
class CanaryAuditTest {

  private static final double NORM = 0.7;
  private static final SubsampledGaussian CLAIM = new SubsampledGaussian(0.02, 0.6, 200);
  private static final CanaryAudit AUDIT = new CanaryAudit(400, 100, CLAIM, NORM, 1e-5);
  private static final Seed SEED = new Seed(11);

  @Test
  void passesTheMechanism() {
    AuditReport report = audit(CanaryAuditTest::intact);
    assertThat(failed(report)).isEmpty();
    assertThat(report.passed()).isTrue();
    assertThat(report.oneRun().lowerBound(report.delta(), 0.95)).isBetween(1.0, report.epsilon());
  }

  /**
   * Mechanisms that keep what they claim, at every corner: all examples in every step, hardly any in any, little noise,
   * one step, few canaries. A check fails once in a thousand times at most, so that more than one of these 20 audits
   * of 11 checks does once in 50 times at most; with these seeds, none.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 0.6, 20, 20, 100", "1, 0.1, 5, 20, 10", "1, 0.03, 1, 10, 10", "0.0075, 0.6, 1, 2, 10", "1e-5, 0.6, 50, 20, 10"
  })
  void passesWhereCountsAreFewOrCertain(double q, double sigma, long steps, int groups, int size) {
    SubsampledGaussian claim = new SubsampledGaussian(q, sigma, steps);
    CanaryAudit audit = new CanaryAudit(groups, size, claim, NORM, 1e-5);
    for (int seed = 0; seed < 4; seed++) {
      Seed own = new Seed(seed).derive("corners");
      AuditReport report =
          audit.run(
              (group, n, p) ->
                  new DpMechanism(
                      new PoissonSampler(n, q * n, own.derive(group)), flat(), sigma,
                      new SeededNoise(own.derive(group)), p, Ledger.inMemory()),
              own);
      assertThat(failed(report)).isEmpty();
    }
  }

  @Test
  void flagsTooLittleNoise() {
    AuditReport report = audit((group, n, p) -> mechanism(poisson(group, n), flat(), scaled(0.9, group), p));
    assertThat(failed(report)).contains("delta(0.5), lower bound", "delta(1.0)", "noise, distance from normal");
  }

  @Test
  void flagsNoiseForgottenForEmptyBatches() {
    AuditReport report = audit((group, n, p) -> new SilentWhenEmpty(intact(group, n, p), p));
    assertThat(failed(report)).contains("noise, distance from normal");
  }

  @Test
  void flagsADoubledClippingBound() {
    AuditReport report = audit((group, n, p) -> mechanism(poisson(group, n), doubled(), noise(group), p));
    assertThat(failed(report)).contains("delta(0.5), lower bound", "delta(3.0), lower bound", "delta(1.0)");
  }

  @Test
  void flagsShufflingForPoisson() {
    AuditReport report =
        audit(
            (group, n, p) -> {
              // One example of n in every batch, scaled to the sums of the rate that is claimed.
              NoisyStep step = mechanism(new ShuffledSampler(n, 1, seed(group)), flat(), noise(group), p);
              return new Rescaled(step, 1 / (CLAIM.samplingRate() * n));
            });
    assertThat(failed(report)).contains("participations, variance");
  }

  private static AuditReport audit(CanaryAudit.Mechanism mechanism) {
    return AUDIT.run(mechanism, SEED);
  }

  private static List<String> failed(AuditReport report) {
    return report.checks().stream().filter(check -> !check.passed()).map(Check::name).toList();
  }

  private static NoisyStep intact(int group, int population, int parameters) {
    return mechanism(poisson(group, population), flat(), noise(group), parameters);
  }

  private static NoisyStep mechanism(Sampler sampler, Clipping clipping, Noise noise, int parameters) {
    return new DpMechanism(sampler, clipping, CLAIM.noiseMultiplier(), noise, parameters, Ledger.inMemory());
  }

  private static Sampler poisson(int group, int population) {
    return new PoissonSampler(population, CLAIM.samplingRate() * population, seed(group));
  }

  private static Clipping flat() {
    return new FlatClipping(NORM);
  }

  private static Noise noise(int group) {
    return new SeededNoise(seed(group));
  }

  private static Seed seed(int group) {
    return SEED.derive("mechanism").derive(group);
  }

  private static Noise scaled(double factor, int group) {
    Noise noise = noise(group);
    return new Noise() {
      @Override
      public void add(double[] values, double standardDeviation, long step) {
        noise.add(values, factor * standardDeviation, step);
      }

      @Override
      public boolean isRepeatable() {
        return true;
      }

      @Override
      public String source() {
        return "too little";
      }
    };
  }

  /** Clips at twice the bound that it claims. */
  private static Clipping doubled() {
    return new Clipping() {
      @Override
      public double sensitivity() {
        return NORM;
      }

      @Override
      public double add(float[] gradients, int offset, double[] sum) {
        return new FlatClipping(2 * NORM).add(gradients, offset, sum);
      }

      @Override
      public String rule() {
        return "too loose";
      }
    };
  }

  /** Releases nothing but zeros when a batch is empty. */
  private static final class SilentWhenEmpty implements NoisyStep {
    private final NoisyStep step;
    private final int parameters;
    private boolean empty;

    SilentWhenEmpty(NoisyStep step, int parameters) {
      this.step = step;
      this.parameters = parameters;
    }

    @Override
    public int[] sample() {
      int[] batch = step.sample();
      empty = batch.length == 0;
      return batch;
    }

    @Override
    public void accept(int count, float[] gradients) {
      step.accept(count, gradients);
    }

    @Override
    public double[] release() {
      double[] released = step.release();
      return empty ? new double[parameters] : released;
    }
  }

  /** What a step releases, times a constant. */
  private record Rescaled(NoisyStep step, double factor) implements NoisyStep {
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
  }
}
