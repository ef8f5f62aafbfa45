package org.palimpsest.privacy;


import java.util.List;

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

  /**
   * The noise multiplier of sums where a step is accounted at {@code noiseMultiplier}: more if the rule releases
   * something itself.
   */
  default double sumNoise(double noiseMultiplier) {
    return noiseMultiplier;
  }

  /** Whether the rule releases a count of its own in every step. */
  default boolean counts() {
    return false;
  }

  /**
   * Ends a step.
   *
   * @param standardNoise N(0, 1) for the count; 0 in a step without noise
   */
  default void released(double standardNoise, double expectedBatchSize) {}

  /** What a rule that changes along training needs to go on; empty if it does not change. */
  default List<Double> place() {
    return List.of();
  }

  /** Goes on from a {@link #place}. */
  default void resume(List<Double> place) {}

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

  /**
   * Automatic clipping: C g / (|g| + gamma), which needs no tuned bound, as C only scales the learning rate. Bu, Wang,
   * Zha &amp; Karypis 2023 (arXiv:2206.07136), equation 4.
   *
   * @param clippingNorm C, above 0, never reached
   * @param gamma above 0; 0.01 in the paper
   */
  public record NormalisedClipping(double clippingNorm, double gamma) implements Clipping {

    public NormalisedClipping {
      Clipping.requirePositive("clippingNorm", clippingNorm);
      Clipping.requirePositive("gamma", gamma);
    }

    @Override
    public double sensitivity() {
      return clippingNorm;
    }

    @Override
    public double add(float[] gradients, int offset, double[] sum) {
      double norm = Clipping.norm(gradients, offset, offset + sum.length);
      if (!Double.isFinite(norm)) {
        return 0;
      }
      double factor = clippingNorm / (norm + gamma);
      Clipping.addScaled(factor, gradients, offset, sum, 0, sum.length);
      return factor;
    }

    @Override
    public boolean leavesShortOnes() {
      return false;
    }

    @Override
    public String rule() {
      return "normalised, %s g / (|g| + %s)".formatted(clippingNorm, gamma);
    }
  }

  /**
   * Flat clipping of the whole gradient: g min(1, C / |g|). Abadi et al. 2016 (arXiv:1607.00133), Algorithm 1.
   *
   * @param clippingNorm C, above 0
   */
  public record FlatClipping(double clippingNorm) implements Clipping {

    public FlatClipping {
      Clipping.requirePositive("clippingNorm", clippingNorm);
    }

    @Override
    public double sensitivity() {
      return clippingNorm;
    }

    @Override
    public double add(float[] gradients, int offset, double[] sum) {
      double norm = Clipping.norm(gradients, offset, offset + sum.length);
      if (!Double.isFinite(norm)) {
        return 0;
      }
      double factor = norm > clippingNorm ? clippingNorm / norm : 1;
      Clipping.addScaled(factor, gradients, offset, sum, 0, sum.length);
      return factor;
    }

    @Override
    public String rule() {
      return "flat, norm at most " + clippingNorm;
    }
  }
}
