package org.palimpsest.privacy.accounting;

import java.util.List;

/**
 * The central-limit approximation of Gaussian differential privacy: mu^2 = sum of T q^2 (exp(1/sigma^2) - 1) (Bu,
 * Dong, Long &amp; Su 2020, arXiv:1911.11607); without subsampling it is exact, mu^2 = T / sigma^2. With
 * subsampling <em>not a bound</em>: it tends to understate epsilon and serves as a
 * check from below.
 */
public record Gdp() implements Accountant {

  @Override
  public String name() {
    return "gdp";
  }

  @Override
  public double epsilon(List<SubsampledGaussian> events, double delta) {
    Accountant.requireDelta(delta);
    double mu = mu(events);
    if (Exposure.of(events) != Exposure.NOISY) {
      return mu;
    }
    return Accountant.requireFound(GaussianTradeoff.epsilon(mu, delta), this, events, delta);
  }

  /** The mu that the composition tends to; infinite without noise. */
  public double mu(List<SubsampledGaussian> events) {
    return Math.sqrt(SubsampledGaussian.costing(events).stream().mapToDouble(Gdp::square).sum());
  }

  /** The mu^2 of one event, which is also the variance of its likelihood ratio. */
  static double square(SubsampledGaussian event) {
    double q = event.samplingRate();
    double precision = 1 / (event.noiseMultiplier() * event.noiseMultiplier());
    return event.steps() * (q == 1 ? precision : q * q * Math.expm1(precision));
  }
}
