package org.palimpsest.method;

/** The logistic function and its integral. */
final class Logistic {

  private Logistic() {}

  /** {@code 1 / (1 + exp(-x))}. */
  static double sigmoid(double value) {
    return 1 / (1 + Math.exp(-value));
  }

  /** {@code log(1 + exp(x))}, whose slope is the {@link #sigmoid}. */
  static double softplus(double value) {
    return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
  }
}
