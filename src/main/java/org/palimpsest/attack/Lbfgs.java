package org.palimpsest.attack;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.palimpsest.Require;

/**
 * Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 2nd ed., algorithm 7.4) for smooth convex
 * functions. The step along each direction satisfies the weak Wolfe conditions (sufficient decrease 1e-4, curvature
 * 0.9), found by doubling and bisection, so that every pair in memory has positive curvature.
 *
 * @param memory pairs of steps and gradient changes remembered, at least 1
 * @param gradientTolerance stops when the Euclidean norm of the gradient is below it; above 0
 * @param maxIterations at least 1
 */
record Lbfgs(int memory, double gradientTolerance, int maxIterations) {

  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;
  private static final int MAX_TRIALS = 60;

  /** A differentiable function. */
  interface Function {
    /** Its value at {@code x}; overwrites {@code gradient}. */
    double at(double[] x, double[] gradient);
  }

  /** A fixed guess at the inverse Hessian, symmetric and positive definite. */
  interface Preconditioner {
    /** Replaces a gradient by the product of the guess with it. */
    void apply(double[] gradient);
  }

  /**
   * Where the minimisation ended.
   *
   * @param converged whether the gradient norm fell below the tolerance, rather than the iterations or the
   *     floating-point resolution running out
   */
  record Minimum(double[] x, double value, double gradientNorm, int iterations, boolean converged) {}

  private record Pair(double[] step, double[] change, double curvature) {}

  Lbfgs {
    Require.that(memory >= 1, "memory", "at least 1", memory);
    Require.that(gradientTolerance > 0, "gradientTolerance", "above 0", gradientTolerance);
    Require.that(maxIterations >= 1, "maxIterations", "at least 1", maxIterations);
  }

  Minimum minimise(Function function, double[] start) {
    return minimise(function, start, gradient -> {});
  }

  Minimum minimise(Function function, double[] start, Preconditioner preconditioner) {
    double[] x = start.clone();
    double[] gradient = new double[x.length];
    double value = function.at(x, gradient);
    ArrayDeque<Pair> pairs = new ArrayDeque<>();
    int iteration = 0;
    boolean resolved = true;
    while (norm(gradient) >= gradientTolerance && iteration < maxIterations && resolved) {
      double[] direction = direction(gradient, pairs, preconditioner);
      double slope = dot(gradient, direction);
      double[] next = new double[x.length];
      double[] nextGradient = new double[x.length];
      double step = pairs.isEmpty() ? Math.min(1, 1 / norm(direction)) : 1;
      double low = 0;
      double high = Double.POSITIVE_INFINITY;
      resolved = false;
      for (int trial = 0; trial < MAX_TRIALS && !resolved; trial++) {
        for (int i = 0; i < x.length; i++) {
          next[i] = x[i] + step * direction[i];
        }
        double nextValue = function.at(next, nextGradient);
        if (!(nextValue <= value + SUFFICIENT_DECREASE * step * slope)) {
          high = step;
          step = (low + high) / 2;
        } else if (dot(nextGradient, direction) < CURVATURE * slope) {
          low = step;
          step = high == Double.POSITIVE_INFINITY ? 2 * step : (low + high) / 2;
        } else {
          remember(pairs, x, next, gradient, nextGradient);
          x = next;
          gradient = nextGradient;
          value = nextValue;
          resolved = true;
          iteration++;
        }
      }
    }
    double gradientNorm = norm(gradient);
    return new Minimum(x, value, gradientNorm, iteration, gradientNorm < gradientTolerance);
  }

  private void remember(ArrayDeque<Pair> pairs, double[] x, double[] next, double[] gradient, double[] nextGradient) {
    double[] step = new double[x.length];
    double[] change = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      step[i] = next[i] - x[i];
      change[i] = nextGradient[i] - gradient[i];
    }
    double curvature = dot(step, change);
    if (curvature > 0) {
      if (pairs.size() == memory) {
        pairs.removeFirst();
      }
      pairs.addLast(new Pair(step, change, curvature));
    }
  }

  /** The two-loop recursion: minus the approximate inverse Hessian times the gradient. */
  private static double[] direction(
      double[] gradient, ArrayDeque<Pair> pairs, Preconditioner preconditioner) {
    double[] direction = new double[gradient.length];
    add(-1, gradient, direction);
    double[] weights = new double[pairs.size()];
    int at = pairs.size();
    for (Iterator<Pair> newestFirst = pairs.descendingIterator(); newestFirst.hasNext(); ) {
      Pair pair = newestFirst.next();
      weights[--at] = dot(pair.step, direction) / pair.curvature;
      add(-weights[at], pair.change, direction);
    }
    preconditioner.apply(direction);
    if (!pairs.isEmpty()) {
      Pair newest = pairs.getLast();
      double[] change = newest.change.clone();
      preconditioner.apply(change);
      double scale = newest.curvature / dot(newest.change, change);
      for (int i = 0; i < direction.length; i++) {
        direction[i] *= scale;
      }
    }
    for (Pair pair : pairs) {
      double correction = dot(pair.change, direction) / pair.curvature;
      add(weights[at++] - correction, pair.step, direction);
    }
    return direction;
  }

  private static void add(double factor, double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
