package org.palimpsest.privacy.accounting;

import java.util.List;
import java.util.stream.Stream;

/**
 * Numerical accounting: the distribution of the privacy loss is put on a mesh that dominates it, composed by Fourier
 * transforms, and read at delta; the worse of the two directions counts. The result is an upper bound. Its error is
 * bounded with the mesh h: a step's rounding has a conditional mean of at most h^2/8 and a range of h, so T steps
 * move the total loss by more than T h^2/8 + h sqrt(T ln(1/eta) / 2) with probability at most eta (Hoeffding), for
 * which we take eta = delta/2000. Koskela, Jälkö &amp; Honkela 2020 (arXiv:1906.03049); Gopi, Lee &amp; Wutschitz
 * 2021 (arXiv:2106.02848); Doroshenko et al. 2022 (arXiv:2207.04380).
 *
 * @param interval the mesh h of the loss. At 1e-4, the usual one, epsilon is within 1e-4 of the exact value in ordinary
 *     runs, which is far less than the error that is proven; where single steps lose less than that, it is refined to
 *     their standard deviation. Losses that span more than 2^20 points get a coarser mesh.
 */
public record Pld(double interval) implements Accountant {

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
    List<SubsampledGaussian> merged = merged(events);
    if (isPlainGaussian(merged)) {
      return new PldBound(GaussianTradeoff.epsilon(1 / merged.get(0).noiseMultiplier(), delta), 0, 0);
    }
    Composition composition = new Composition(merged, CUT_SHARE * delta);
    PldBound remove = bound(composition, Direction.REMOVE, delta);
    PldBound add = bound(composition, Direction.ADD, delta);
    return remove.epsilon() >= add.epsilon() ? remove : add;
  }

  private PldBound bound(Composition composition, Direction direction, double delta) {
    Cumulants cumulants = composition.cumulants(direction);
    double mesh = composition.mesh(interval);
    double tilt = cumulants.tiltForDelta(delta, composition.mostTilt(mesh));
    Composition.Window window = composition.window(cumulants, tilt, mesh);
    ComposedLoss loss = composition.compose(direction, cumulants, tilt, window);
    double h = window.interval();
    return new PldBound(loss.epsilon(delta), error(composition.totalSteps(), h, delta), h);
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
    List<SubsampledGaussian> merged = merged(events);
    if (isPlainGaussian(merged)) {
      return GaussianTradeoff.delta(1 / merged.get(0).noiseMultiplier(), epsilon);
    }
    Composition composition = new Composition(merged, CUT_FOR_DELTA);
    return Stream.of(Direction.values()).mapToDouble(d -> delta(composition, d, epsilon)).max().orElseThrow();
  }

  private double delta(Composition composition, Direction direction, double epsilon) {
    Cumulants cumulants = composition.cumulants(direction);
    double mesh = composition.mesh(interval);
    double tilt = cumulants.tiltForEpsilon(epsilon, composition.mostTilt(mesh));
    Composition.Window window = composition.window(cumulants, tilt, mesh);
    return composition.compose(direction, cumulants, tilt, window).delta(epsilon);
  }

  /** Unsampled steps are one Gaussian of precision sum T / sigma^2; what costs nothing is left out. */
  private static List<SubsampledGaussian> merged(List<SubsampledGaussian> events) {
    List<SubsampledGaussian> costing = SubsampledGaussian.costing(events);
    double precision =
        costing.stream()
            .filter(event -> event.samplingRate() == 1)
            .mapToDouble(event -> event.steps() / (event.noiseMultiplier() * event.noiseMultiplier()))
            .sum();
    Stream<SubsampledGaussian> sampled = costing.stream().filter(event -> event.samplingRate() < 1);
    return precision == 0
        ? sampled.toList()
        : Stream.concat(Stream.of(new SubsampledGaussian(1, 1 / Math.sqrt(precision), 1)), sampled).toList();
  }

  private static boolean isPlainGaussian(List<SubsampledGaussian> merged) {
    return merged.size() == 1 && merged.get(0).samplingRate() == 1;
  }
}
