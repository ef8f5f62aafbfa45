package org.palimpsest.privacy.accounting;

/** Which of two neighbours has the example; the two are not equally hard to tell apart. */
enum Direction {

  /** The loss ln(P/Q) under P, P the mixture (1-q) N(0, sigma^2) + q N(1, sigma^2) and Q = N(0, sigma^2). */
  REMOVE(1),

  /** The loss ln(Q/P) under Q. */
  ADD(-1);

  private final int sign;

  Direction(int sign) {
    this.sign = sign;
  }

  /** The sign of the loss in this direction, of ln(P/Q). */
  int sign() {
    return sign;
  }
}
