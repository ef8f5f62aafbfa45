package org.palimpsest.attack;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Proportion;

/**
 * A fitted classifier as an attack: it answers the most probable class among those seen in training (the first of
 * equals), and measures {@code information_bits}, the predictive V-information that the features hold about the
 * private attribute: the bits an image's private attribute costs who knows the frequencies in training, minus those
 * it costs the classifier (Xu et al., ICLR 2020). On images in the mix of the training ones it is a lower bound, up to
 * sampling error, of what this family can use, and below zero if the classifier overfitted; on other images the
 * frequencies may be as wrong as the classifier.
 */
final class FittedProbe implements FittedAttack {

  private final Classifier classifier;
  private final int width;
  private final int[] counts;
  private final boolean certified;
  private final int[] own;
  private final Map<String, Double> diagnostics;

  FittedProbe(Classifier.Fit fit, Features train) {
    this.classifier = fit.classifier();
    this.width = train.width();
    this.counts = train.privateCounts();
    this.certified = fit.certified();
    this.own = predict(train);
    this.diagnostics = new LinkedHashMap<>(fit.diagnostics());
    diagnostics.put(Metrics.TRAIN_ACCURACY, Proportion.agreement(own, train.privateAttributes()).value());
  }

  @Override
  public int[] predict(Features features) {
    return mostProbable(logProbabilities(features), counts);
  }

  @Override
  public Map<String, Double> diagnostics() {
    return Collections.unmodifiableMap(diagnostics);
  }

  @Override
  public TrainingAnswers ownAnswers(Features train) {
    return TrainingAnswers.toAll(own);
  }

  @Override
  public boolean certified() {
    return certified;
  }

  @Override
  public Optional<double[]> savedBits(Features features) {
    int[] labels = features.privateAttributes();
    int learned = Arrays.stream(counts).sum();
    return Optional.of(
        CodeLength.saved(
            CodeLength.ofFrequencies(counts, labels), CodeLength.of(logProbabilities(features), labels, learned)));
  }

  @Override
  public List<Measurement> measure(Features features) {
    return List.of(CodeLength.mean(Metrics.INFORMATION, savedBits(features).orElseThrow(), features));
  }

  private DMatrixRMaj logProbabilities(Features features) {
    features.requireWidth(width);
    return classifier.logProbabilities(features.rows());
  }

  /** For each row the class with the largest value among those whose count is above 0. */
  static int[] mostProbable(DMatrixRMaj logProbabilities, int[] counts) {
    int[] answers = new int[logProbabilities.numRows];
    for (int i = 0; i < answers.length; i++) {
      double best = Double.NEGATIVE_INFINITY;
      answers[i] = Majority.largest(counts);
      for (int k = 0; k < counts.length; k++) {
        if (counts[k] > 0 && logProbabilities.get(i, k) > best) {
          best = logProbabilities.get(i, k);
          answers[i] = k;
        }
      }
    }
    return answers;
  }
}
