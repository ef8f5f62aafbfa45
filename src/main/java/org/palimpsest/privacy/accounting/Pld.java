package org.palimpsest.privacy.accounting;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.palimpsest.Require;

/**
 * Numerical accounting: the distribution of the privacy loss is put on a mesh that dominates it, composed by Fourier
 * transforms, and read at delta; the worse of the two directions counts. The result is an upper bound, up to the
 * rounding of double-precision sums, quadratures and transforms. Its error is bounded with the mesh h: a step's rounding has a conditional mean of at most h^2/8 and a range of h, so T steps
 * move the total loss by more than T h^2/8 + h sqrt(T ln(1/eta) / 2) with probability at most eta (Hoeffding), for
 * which we take eta = delta/2000. Tails that are cut cost less than another delta/2000, so that the exact value at a
 * delta smaller by a thousandth is not further below than that. Koskela, Jälkö &amp; Honkela 2020 (arXiv:1906.03049); Gopi, Lee &amp; Wutschitz
 * 2021 (arXiv:2106.02848); Doroshenko et al. 2022 (arXiv:2207.04380).
 *
 * @param interval the mesh h of the loss. At 1e-4, the usual one, epsilon is within 1e-4 of the exact value in ordinary
 *     runs, which is far less than the error that is proven; where single steps lose less than that, it is refined to
 *     their standard deviation. Losses that span more than 2^20 points get a coarser mesh.
 */
public record Pld(double interval) implements Accountant {

  /** Less noise spreads the loss of one step over tens of thousands, and takes millions of points to integrate. */
  public static final double LEAST_NOISE = 0.002;

  private static final double LEAST_DELTA = 1e-200;
  private static final double LOG_TAIL = Math.log(1e-9);
  private static final double CUT_SHARE = 1e-4;
  private static final double CUT_FOR_DELTA = 1e-30;
  private static final double ETA_SHARE = 1 / 2000.0;

  public Pld {
    if (!(interval > 0 && interval <= 1)) {
      throw new IllegalArgumentException("interval: expected in (0, 1], was " + interval);
    }
  }

  /** With the mesh of Google's dp_accounting, so that values compare. */
  public Pld() {
    this(1e-4);
  }

  @Override
  public String name() {
    return "pld";
  }

  @Override
  public double epsilon(List<SubsampledGaussian> events, double delta) {
    return bound(events, delta).epsilon();
  }

  /** The epsilon at {@code delta} in (0, 1), with its error. */
  public PldBound bound(List<SubsampledGaussian> events, double delta) {
    Accountant.requireDelta(delta);
    Exposure exposure = Exposure.of(events);
    if (exposure != Exposure.NOISY) {
      return new PldBound(exposure.epsilon(), 0, 0);
    }
    double takesPart =
        events.stream().mapToDouble(event -> event.steps() * event.samplingRate()).sum();
    if (takesPart <= delta) {
      // With probability 1 - delta an example is in no step at all.
      return new PldBound(0, 0, 0);
    }
    Require.that(delta >= LEAST_DELTA, "delta", "at least 1e-200 for a privacy-loss distribution", delta);
    if (isPlainGaussian(events)) {
      double exact = GaussianTradeoff.epsilon(1 / plainNoise(events), delta);
      return new PldBound(Accountant.requireFound(exact, this, events, delta), 0, 0);
    }
    Composition composition = new Composition(merged(events), CUT_SHARE * delta);
    PldBound remove = bound(composition, Direction.REMOVE, delta);
    PldBound add = bound(composition, Direction.ADD, delta);
    PldBound worse = remove.epsilon() >= add.epsilon() ? remove : add;
    Accountant.requireFound(worse.epsilon(), this, events, delta);
    return worse;
  }

  private PldBound bound(Composition composition, Direction direction, double delta) {
    Cumulants cumulants = composition.cumulants(direction);
    double mesh = composition.mesh(interval);
    double tilt = cumulants.tiltForDelta(delta, composition.mostTilt(mesh));
    Composition.Window window = composition.window(cumulants, tilt, LOG_TAIL, mesh);
    OptionalDouble epsilon = composition.compose(direction, cumulants, tilt, window).epsilon(delta);
    if (epsilon.isEmpty()) {
      // A large delta is reached below all that the tilt has in its window: without one, the window holds everything.
      window = composition.window(cumulants, 0, Math.min(LOG_TAIL, Math.log(CUT_SHARE * delta)), mesh);
      epsilon = composition.compose(direction, cumulants, 0, window).epsilon(delta);
    }
    double h = window.interval();
    return new PldBound(epsilon.getAsDouble(), error(composition.totalSteps(), h, delta), h);
  }

  private static double error(long steps, double h, double delta) {
    return steps * h * h / 8 + h * Math.sqrt(-steps * Math.log(delta * ETA_SHARE) / 2);
  }

  /**
   * An upper bound of the delta at {@code epsilon}; at least 1e-30 where it is not 0.
   *
   * @param epsilon at least 0
   */
  public double delta(List<SubsampledGaussian> events, double epsilon) {
    Accountant.requireEpsilon(epsilon);
    Exposure exposure = Exposure.of(events);
    if (exposure != Exposure.NOISY) {
      return exposure.delta();
    }
    if (isPlainGaussian(events)) {
      return GaussianTradeoff.delta(1 / plainNoise(events), epsilon);
    }
    Composition composition = new Composition(merged(events), CUT_FOR_DELTA);
    return Stream.of(Direction.values()).mapToDouble(d -> delta(composition, d, epsilon)).max().orElseThrow();
  }

  private double delta(Composition composition, Direction direction, double epsilon) {
    Cumulants cumulants = composition.cumulants(direction);
    double mesh = composition.mesh(interval);
    double tilt = cumulants.tiltForEpsilon(epsilon, composition.mostTilt(mesh));
    Composition.Window window = composition.window(cumulants, tilt, LOG_TAIL, mesh);
    return composition.compose(direction, cumulants, tilt, window).delta(epsilon);
  }

  /** Unsampled steps are one Gaussian, of {@link #plainNoise}; what costs nothing is left out. */
  private static List<SubsampledGaussian> merged(List<SubsampledGaussian> events) {
    double plain = plainNoise(events);
    List<SubsampledGaussian> merged = new ArrayList<>();
    if (plain < Double.POSITIVE_INFINITY) {
      merged.add(new SubsampledGaussian(1, requireNoise(plain), 1));
    }
    for (SubsampledGaussian event : SubsampledGaussian.costing(events)) {
      if (event.samplingRate() < 1) {
        requireNoise(event.noiseMultiplier());
        merged.add(event);
      }
    }
    return merged;
  }

  private static double requireNoise(double sigma) {
    Require.that(
        sigma >= LEAST_NOISE, "noiseMultiplier", "at least " + LEAST_NOISE + " for a privacy-loss distribution", sigma);
    return sigma;
  }

  /** The noise of one unsampled step that costs as much as all of them, of precision sum T / sigma^2. */
  private static double plainNoise(List<SubsampledGaussian> events) {
    double precision =
        SubsampledGaussian.costing(events).stream()
            .filter(event -> event.samplingRate() == 1)
            .mapToDouble(event -> event.steps() / (event.noiseMultiplier() * event.noiseMultiplier()))
            .sum();
    return 1 / Math.sqrt(precision);
  }

  private static boolean isPlainGaussian(List<SubsampledGaussian> events) {
    return SubsampledGaussian.costing(events).stream().allMatch(event -> event.samplingRate() == 1);
  }

  /**
   * What a privacy-loss accountant found.
   *
   * @param epsilon the upper bound, at least 0; infinite without noise
   * @param error how far it can lie above the exact value, the latter taken at a delta smaller by a thousandth; rounding of
   *     double-precision numbers aside
   * @param interval the mesh of the discretised loss; 0 where a closed formula was used
   */
  public record PldBound(double epsilon, double error, double interval) {

    /** What kind of number the epsilon is, in words. */
    public String quality() {
      if (epsilon == Double.POSITIVE_INFINITY) {
        return "no noise, no bound";
      }
      return interval == 0
          ? "exact"
          : String.format(Locale.ROOT, "upper bound, within %.4f up to floating-point rounding", error);
    }
  }
}
