package org.palimpsest.method;

import org.ejml.data.DMatrixRMaj;

/**
 * FairKL on the cosine similarities of a batch's pairs, of equal target (positive) or not, and of equal private
 * attribute (aligned) or not (conflicting).
 *
 * <p>The paper's form, with mean m and variance v of each kind, i != j: the divergence of two normal distributions,
 *
 * <pre>KL(aligned || conflicting) = (v_a + (m_a - m_c)^2) / v_c - log(v_a / v_c) - 1) / 2,</pre>
 *
 * of the positive pairs plus that of the negative ones. It is the same for distances 1 - s. A divergence for which one
 * of the two kinds has fewer than two pairs (i &lt; j) is 0. Deviation: the paper takes the distributions per anchor,
 * here they are those of the whole batch, as in the code; and 1e-4 is added to both variances, since a batch often has
 * only few conflicting pairs.
 *
 * <p>The code's form, which is not a divergence, with m+a the mean of the positive aligned pairs, and so on:
 *
 * <pre>(m+c - m+a)^2 + (m-a - m-c)^2 + kld ((d+a - d+c)^2 + (d-a - d-c)^2) - m+c + m-a.</pre>
 *
 * Its spreads d are standard deviations (with B^2 - 1) of whole (B, B) matrices in which every entry of another kind
 * is 0; the pairs (i, i) count as positive and aligned; a kind without pairs has mean 0, so that in a batch without
 * positive conflicting pairs the first term pushes the positive aligned ones towards 0. Spreads are 0 in a batch of
 * one, and pass no gradient at 0.
 *
 * @param value not weighted
 * @param gradient (B, B) with respect to the similarities
 */
record FairKlTerm(double value, DMatrixRMaj gradient) {

  private static final int POSITIVE_ALIGNED = 0;
  private static final int POSITIVE_CONFLICTING = 1;
  private static final int NEGATIVE_ALIGNED = 2;
  private static final int NEGATIVE_CONFLICTING = 3;
  private static final int KINDS = 4;

  private static final double ADDED_VARIANCE = 1e-4;
  /** Two pairs, in both orders. */
  private static final int FEWEST_ORDERED_PAIRS = 4;

  static FairKlTerm of(FairKl method, DMatrixRMaj similarity, int[] targets, int[] privateAttributes) {
    Moments moments = Moments.of(method.form(), similarity, targets, privateAttributes);
    double[] dSums = new double[KINDS];
    double[] dSquares = new double[KINDS];
    double value =
        switch (method.form()) {
          case PAPER ->
              divergence(moments, POSITIVE_ALIGNED, POSITIVE_CONFLICTING, dSums, dSquares)
                  + divergence(moments, NEGATIVE_ALIGNED, NEGATIVE_CONFLICTING, dSums, dSquares);
          case CODE ->
              means(moments, dSums)
                  + spreads(moments, POSITIVE_ALIGNED, POSITIVE_CONFLICTING, method.kld(), dSums, dSquares)
                  + spreads(moments, NEGATIVE_ALIGNED, NEGATIVE_CONFLICTING, method.kld(), dSums, dSquares);
        };
    return new FairKlTerm(value, moments.gradient(dSums, dSquares));
  }

  /** KL(a || c); adds its gradient with respect to sums and sums of squares. */
  private static double divergence(Moments moments, int a, int c, double[] dSums, double[] dSquares) {
    if (Math.min(moments.counts()[a], moments.counts()[c]) < FEWEST_ORDERED_PAIRS) {
      return 0;
    }
    double difference = moments.mean(a) - moments.mean(c);
    double va = variance(moments, a);
    double vc = variance(moments, c);
    double ratio = (va + difference * difference) / vc;
    addMoments(moments, a, difference / vc, (1 / vc - 1 / va) / 2, dSums, dSquares);
    addMoments(moments, c, -difference / vc, (1 - ratio) / vc / 2, dSums, dSquares);
    return (ratio - Math.log(va / vc) - 1) / 2;
  }

  private static double variance(Moments moments, int kind) {
    double mean = moments.mean(kind);
    double variance = moments.squares()[kind] / moments.counts()[kind] - mean * mean;
    return (variance < 0 ? 0 : variance) + ADDED_VARIANCE;
  }

  /** Takes gradients with respect to a mean and a variance to the sums they are made of. */
  private static void addMoments(
      Moments moments, int kind, double dMean, double dVariance, double[] dSums, double[] dSquares) {
    double count = moments.counts()[kind];
    dSums[kind] += (dMean - 2 * moments.mean(kind) * dVariance) / count;
    dSquares[kind] += dVariance / count;
  }

  private static double means(Moments moments, double[] dSums) {
    double positive = moments.mean(POSITIVE_CONFLICTING) - moments.mean(POSITIVE_ALIGNED);
    double negative = moments.mean(NEGATIVE_ALIGNED) - moments.mean(NEGATIVE_CONFLICTING);
    double[] dMeans = new double[KINDS];
    dMeans[POSITIVE_ALIGNED] = -2 * positive;
    dMeans[POSITIVE_CONFLICTING] = 2 * positive - 1;
    dMeans[NEGATIVE_ALIGNED] = 2 * negative + 1;
    dMeans[NEGATIVE_CONFLICTING] = -2 * negative;
    for (int kind = 0; kind < KINDS; kind++) {
      dSums[kind] += dMeans[kind] / Math.max(1, moments.counts()[kind]);
    }
    return positive * positive
        + negative * negative
        - moments.mean(POSITIVE_CONFLICTING)
        + moments.mean(NEGATIVE_ALIGNED);
  }

  private static double spreads(
      Moments moments, int a, int c, double kld, double[] dSums, double[] dSquares) {
    double difference = spread(moments, a) - spread(moments, c);
    addSpread(moments, a, 2 * kld * difference, dSums, dSquares);
    addSpread(moments, c, -2 * kld * difference, dSums, dSquares);
    return kld * difference * difference;
  }

  private static double spread(Moments moments, int kind) {
    double entries = moments.similarity().getNumElements();
    double sum = moments.sums()[kind];
    double squares = moments.squares()[kind] - sum * sum / entries;
    return entries == 1 || squares <= 0 ? 0 : Math.sqrt(squares / (entries - 1));
  }

  private static void addSpread(
      Moments moments, int kind, double dSpread, double[] dSums, double[] dSquares) {
    double spread = spread(moments, kind);
    if (spread == 0) {
      return;
    }
    double entries = moments.similarity().getNumElements();
    double dVariance = dSpread / (2 * spread * (entries - 1));
    dSquares[kind] += dVariance;
    dSums[kind] -= 2 * dVariance * moments.sums()[kind] / entries;
  }

  /**
   * Number, sum and sum of squares of the similarities of each of four kinds of ordered pairs (i, j): targets equal
   * (positive) or not, private attributes equal (aligned) or not (conflicting).
   *
   * @param form the paper's leaves out the pairs (i, i), the code's counts them as positive and aligned
   */
  record Moments(
      FairKl.Form form, DMatrixRMaj similarity, int[] targets, int[] privateAttributes, long[] counts,
      double[] sums, double[] squares) {

    static Moments of(FairKl.Form form, DMatrixRMaj similarity, int[] targets, int[] privateAttributes) {
      Moments moments =
          new Moments(
              form, similarity, targets, privateAttributes, new long[KINDS], new double[KINDS], new double[KINDS]);
      int batch = targets.length;
      for (int i = 0; i < batch; i++) {
        for (int j = 0; j < batch; j++) {
          if (i != j || form == FairKl.Form.CODE) {
            int kind = moments.kind(i, j);
            double s = similarity.data[i * batch + j];
            moments.counts[kind]++;
            moments.sums[kind] += s;
            moments.squares[kind] += s * s;
          }
        }
      }
      return moments;
    }

    private int kind(int i, int j) {
      return (targets[i] == targets[j] ? 0 : 2) + (privateAttributes[i] == privateAttributes[j] ? 0 : 1);
    }

    /** The mean similarity of a kind of pairs, 0 if there are none. */
    double mean(int kind) {
      return sums[kind] / Math.max(1, counts[kind]);
    }

    /** The gradient (B, B) with respect to the similarities, given those with respect to sums and sums of squares. */
    DMatrixRMaj gradient(double[] dSums, double[] dSquares) {
      int batch = targets.length;
      DMatrixRMaj gradient = new DMatrixRMaj(batch, batch);
      for (int i = 0; i < batch; i++) {
        for (int j = 0; j < batch; j++) {
          if (i != j || form == FairKl.Form.CODE) {
            int kind = kind(i, j);
            gradient.data[i * batch + j] = dSums[kind] + 2 * dSquares[kind] * similarity.data[i * batch + j];
          }
        }
      }
      return gradient;
    }
  }
}
