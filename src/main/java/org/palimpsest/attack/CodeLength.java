package org.palimpsest.attack;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.metric.GroupedMean;
import org.palimpsest.metric.Measurement;

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

  /** {@code without - with} (N). */
  static double[] saved(double[] without, double[] with) {
    double[] saved = new double[without.length];
    Arrays.setAll(saved, i -> without[i] - with[i]);
    return saved;
  }

  /** The mean of {@code without - with} over the images of {@code features} (N), each group with its share. */
  static Measurement saving(String metric, double[] without, double[] with, Features features) {
    return mean(metric, saved(without, with), features);
  }

  /** The mean of bits over the images of {@code features} (N), each group with its share. */
  static Measurement mean(String metric, double[] saved, Features features) {
    return GroupedMean.of(
        metric, saved, features.targets(), features.privateAttributes(), features.grouping());
  }
}
