package org.palimpsest.privacy.accounting;

import java.util.List;
import java.util.stream.Stream;

/**
 * The composition of events in one direction by Fourier transforms. Masses are first weighted by exp(tilt loss), so
 * that the composed distribution has its centre where delta is wanted and rounding errors are relative to delta, not
 * to 1 (as in Wilson &amp; Keich 2016, "Accurate pairwise convolutions of non-negative vectors via FFT").
 */
final class Composition {

  private static final int SHORTEST = 1 << 10;
  private static final int LONGEST = 1 << 20;
  private static final double SPECTRUM_FLOOR = 80;
  private static final double OVERFLOW = 700;
  private static final double COARSEST = 1e6;

  private final LossCurve[] curves;
  private final List<SubsampledGaussian> events;
  private final long[] steps;
  private final long totalSteps;
  private final double cut;
  private final double deviation;
  private final double stepRange;
  private final StepLoss[] stepLosses;

  /**
   * @param events each with noise, a sampling rate above 0 and at least one step
   * @param negligible a probability that may be ignored in tails, as it is added to delta
   */
  Composition(List<SubsampledGaussian> events, double negligible) {
    this.events = events;
    this.steps = events.stream().mapToLong(SubsampledGaussian::steps).toArray();
    this.totalSteps = events.stream().mapToLong(SubsampledGaussian::steps).sum();
    double z = Math.sqrt(2 * (Math.log(totalSteps) - Math.log(negligible)));
    this.curves =
        events.stream()
            .map(event -> new LossCurve(event.samplingRate(), event.noiseMultiplier(), z))
            .toArray(LossCurve[]::new);
    this.cut = totalSteps * curves[0].cut();
    double squares = events.stream().mapToDouble(Gdp::square).sum();
    this.deviation = Math.sqrt(squares / totalSteps);
    this.stepRange =
        Stream.of(curves).mapToDouble(c -> c.loss(c.highestX()) - c.lowestLoss()).max().orElseThrow();
    this.stepLosses = new StepLoss[curves.length];
  }

  long totalSteps() {
    return totalSteps;
  }

  Cumulants cumulants(Direction direction) {
    return new Cumulants(curves, steps, direction);
  }

  /**
   * A window of losses beyond whose ends lies e^logTail of the tilted distribution at most, and its mesh.
   *
   * @param logTail below 0
   */
  record Window(double low, double high, double logTail, double interval, int length) {}

  /** {@code interval}, or less where single steps lose less than that, or more where they span 2^20 times as much. */
  double mesh(double interval) {
    return Math.max(Math.min(interval, deviation), stepRange / LONGEST);
  }

  /** The largest tilt that is of use on a mesh: rounding on it moves ln E[exp(tilt loss)] by 10 at most. */
  double mostTilt(double mesh) {
    return Math.sqrt(80.0 / totalSteps) / mesh;
  }

  /** The window on a mesh, made coarser where that takes more than 2^20 points. */
  Window window(Cumulants cumulants, double tilt, double logTail, double finest) {
    double mesh = finest;
    while (true) {
      double high = cumulants.upperQuantile(tilt, logTail, mesh);
      double low = cumulants.lowerQuantile(tilt, logTail, mesh);
      double points = (high - low) / mesh + 2;
      if (points <= LONGEST) {
        int length = Integer.highestOneBit(Math.max(SHORTEST, (int) points) - 1) << 1;
        return new Window(low, high, logTail, mesh, length);
      }
      mesh *= 1.05 * points / LONGEST;
      if (!(mesh < COARSEST)) {
        throw new IllegalArgumentException(
            ("pld: expected losses that spread over at most 2^20 points of a mesh, was %s: too many steps or too little"
                    + " noise")
                .formatted(events));
      }
    }
  }

  /** The total loss in one direction. */
  ComposedLoss compose(Direction direction, Cumulants cumulants, double tilt, Window window) {
    int n = window.length();
    Transform transform = new Transform(n);
    double[] real = new double[n];
    double[] imaginary = new double[n];
    double logTotal = 0;
    for (int event = 0; event < curves.length; event++) {
      double[] re = new double[n];
      double[] im = new double[n];
      StepLoss step = step(event, window.interval());
      logTotal += steps[event] * tilted(step, direction, tilt, cumulants.logMoment(event, tilt), window, re);
      transform.forward(re, im);
      power(re, im, steps[event]);
      multiply(real, imaginary, re, im, event == 0);
    }
    transform.backward(real, imaginary);
    return untilted(real, tilt, logTotal, window);
  }

  private StepLoss step(int event, double interval) {
    if (stepLosses[event] == null || stepLosses[event].interval() != interval) {
      stepLosses[event] = new StepLoss(curves[event], interval);
    }
    return stepLosses[event];
  }

  /** Puts tilted masses of sum 1 into {@code circle}, indices modulo its length; returns ln of their sum before. */
  private static double tilted(
      StepLoss step, Direction direction, double tilt, double logMoment, Window window, double[] circle) {
    double[] mass = step.mass(direction);
    double sum = 0;
    for (int j = 0; j < mass.length; j++) {
      if (mass[j] > 0) {
        long index = step.index(direction, j);
        double weighted = weighted(mass[j], tilt * index * window.interval() - logMoment);
        circle[(int) Math.floorMod(index, (long) circle.length)] += weighted;
        sum += weighted;
      }
    }
    for (int k = 0; k < circle.length; k++) {
      circle[k] /= sum;
    }
    return logMoment + Math.log(sum);
  }

  /** value e^exponent for a value above 0, also where the power alone overflows. */
  private static double weighted(double value, double exponent) {
    return exponent < OVERFLOW ? value * Math.exp(exponent) : Math.exp(Math.log(value) + exponent);
  }

  private static void power(double[] re, double[] im, long exponent) {
    double floor = Math.exp(-SPECTRUM_FLOOR / exponent);
    for (int k = 0; k < re.length; k++) {
      double square = re[k] * re[k] + im[k] * im[k];
      if (square < floor) {
        re[k] = 0;
        im[k] = 0;
      } else {
        double size = Math.exp(exponent * Math.log(square) / 2);
        double angle = exponent * Math.atan2(im[k], re[k]);
        re[k] = size * Math.cos(angle);
        im[k] = size * Math.sin(angle);
      }
    }
  }

  private static void multiply(double[] real, double[] imaginary, double[] re, double[] im, boolean first) {
    for (int k = 0; k < real.length; k++) {
      double a = first ? 1 : real[k];
      double b = imaginary[k];
      real[k] = a * re[k] - b * im[k];
      imaginary[k] = a * im[k] + b * re[k];
    }
  }

  private ComposedLoss untilted(double[] circle, double tilt, double logTotal, Window window) {
    int n = circle.length;
    long first = (long) Math.floor(window.low() / window.interval());
    double[] mass = new double[n];
    for (int k = 0; k < n; k++) {
      double tiltedMass = circle[(int) Math.floorMod(first + k, (long) n)];
      mass[k] = tiltedMass > 0 ? weighted(tiltedMass, logTotal - tilt * (first + k) * window.interval()) : 0;
    }
    double above = Math.exp(window.logTail() + logTotal - tilt * window.high());
    return new ComposedLoss(window.interval(), first, mass, cut + above, tilt == 0);
  }
}
