package org.palimpsest.privacy;

/** How one example's gradient is bounded before it enters the sum. */
public interface Clipping {

  /** The most, in the Euclidean norm, that one example can contribute. */
  double sensitivity();

  /**
   * Adds the clipped gradient of one example to {@code sum}.
   *
   * @param gradients row-major (count, P)
   * @param offset where the example's row begins
   * @param sum (P)
   * @return the factor by which the gradient was scaled, the least where its parts have several; 0 if it has an entry
   *     or a norm that is not finite: then nothing is added
   */
  double add(float[] gradients, int offset, double[] sum);

  /** Whether a gradient within the bound enters the sum as it is. */
  default boolean leavesShortOnes() {
    return true;
  }

  /** The rule, for a statement. */
  String rule();

  /** The Euclidean norm of entries [from, to); NaN or infinite if one of them is. */
  static double norm(float[] values, int from, int to) {
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += (double) values[i] * values[i];
    }
    return Math.sqrt(squares);
  }

  /** sum[k] += factor values[from + k] for {@code length} entries, from {@code at} on. */
  static void addScaled(double factor, float[] values, int from, double[] sum, int at, int length) {
    for (int k = 0; k < length; k++) {
      sum[at + k] += factor * values[from + k];
    }
  }

  /** Refuses a bound that is not above 0 and finite. */
  static void requirePositive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s: expected above 0 and finite, was %s".formatted(name, value));
    }
  }
}
