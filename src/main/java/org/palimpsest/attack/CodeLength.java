package org.palimpsest.attack;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Summary;

/**
 * Code lengths of labels. A coder that learned from n labels gives a share of 1 / (n + 1) to the uniform code, so that
 * a label it never met costs log2(K (n + 1)) bits and not infinitely many.
 */
final class CodeLength {

  private CodeLength() {}

  /**
   * Bits for each label (N).
   *
   * @param logProbabilities natural logarithms (N, K)
   * @param learned from how many labels the coder learned
   */
  static double[] of(DMatrixRMaj logProbabilities, int[] labels, int learned) {
    double[] bits = new double[labels.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = of(Math.exp(logProbabilities.get(i, labels[i])), logProbabilities.numCols, learned);
    }
    return bits;
  }

  /** Bits for each label (N) of a coder that knows how often each occurred (K) and nothing else. */
  static double[] ofFrequencies(int[] counts, int[] labels) {
    int learned = Arrays.stream(counts).sum();
    return Arrays.stream(labels)
        .mapToDouble(label -> of(learned == 0 ? 0 : (double) counts[label] / learned, counts.length, learned))
        .toArray();
  }

  private static double of(double probability, int classes, int learned) {
    double uniform = 1.0 / (learned + 1);
    return -Math.log((1 - uniform) * probability + uniform / classes) / Math.log(2);
  }

  /** The mean of {@code without - with}, and the interval that the normal approximation gives it. */
  static Measurement saving(String metric, double[] without, double[] with) {
    Summary saved = Summary.ofDifferences(without, with);
    double z = new NormalDistribution().inverseCumulativeProbability((1 + Measurement.LEVEL) / 2);
    double half = saved.n() == 1 ? Double.NaN : z * saved.standardDeviation() / Math.sqrt(saved.n());
    return new Measurement(
        metric, Measurement.ALL, saved.mean(), saved.mean() - half, saved.mean() + half, saved.n());
  }
}
