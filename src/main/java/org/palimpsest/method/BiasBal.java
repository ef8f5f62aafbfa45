package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.data.Groups;
import org.palimpsest.data.Images;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;

/**
 * Bias-balanced loss: cross-entropy of logits that are told beforehand how often each target comes with the image's
 * private attribute, {@code loss = CE(l + log(p(y|b) + 1e-9), y)}, where {@code p(y|b)} is the share of target y among
 * the training images of private attribute b. What is evaluated are the logits l alone, so the network is left with
 * what the private attribute does not tell. It only re-weights: no term takes anything out of the features.
 *
 * <p>A pair (y, b) without training images has p = 0, so the 1e-9 that the published code adds decides its prior, -20.7
 * nats. Terms reported: {@code loss}, and {@code empty_cells}, the number of such pairs, the same at every step.
 * Deviation: the published code divides by zero for a private attribute that no training image has; here all its
 * targets have the same prior, which is no prior.
 *
 * <p>The prior is read from the training images as they are: combined with DP-SGD, the counts are not covered by the
 * guarantee.
 */
public record BiasBal() implements Method {

  private static final double SMALLEST_PROBABILITY = 1e-9;

  @Override
  public String name() {
    return "biasbal";
  }

  @Override
  public String title() {
    return "BiasBal";
  }

  @Override
  public String citation() {
    return "Hong & Yang, Unbiased classification through bias-contrastive and bias-balanced learning, NeurIPS 2021";
  }

  /** The loss whose prior is that of {@code images}. */
  public Objective objective(Images images) {
    return objective(images.labels().groups());
  }

  static Objective objective(Groups groups) {
    double[][] logPrior = logPrior(groups);
    int empty = groups.empty();
    CrossEntropy crossEntropy = new CrossEntropy();
    return (activations, targets, privateAttributes) -> {
      Require.labels("privateAttributes", privateAttributes, activations.size(), logPrior.length);
      DMatrixRMaj logits = shifted(activations.logits(), logPrior, privateAttributes);
      LossAndGradient at =
          crossEntropy.at(new Activations(activations.features(), logits), targets, privateAttributes);
      Map<String, Double> terms = new LinkedHashMap<>();
      terms.put("loss", at.loss());
      terms.put("empty_cells", (double) empty);
      return new LossAndGradient(terms, null, at.dLogits());
    };
  }

  /** log(p(y|b) + 1e-9) as [b][y]. */
  static double[][] logPrior(Groups groups) {
    double[][] logPrior = new double[groups.privateValues()][groups.targets()];
    for (int b = 0; b < logPrior.length; b++) {
      long images = 0;
      for (int[] row : groups.counts()) {
        images += row[b];
      }
      for (int y = 0; y < logPrior[b].length; y++) {
        double share = images == 0 ? 0 : (double) groups.counts()[y][b] / images;
        logPrior[b][y] = Math.log(share + SMALLEST_PROBABILITY);
      }
    }
    return logPrior;
  }

  private static DMatrixRMaj shifted(DMatrixRMaj logits, double[][] logPrior, int[] privateAttributes) {
    if (logits.numCols != logPrior[0].length) {
      throw new IllegalArgumentException(
          "logits: expected %d columns, one per target of the training images, was %d"
              .formatted(logPrior[0].length, logits.numCols));
    }
    DMatrixRMaj shifted = logits.copy();
    for (int i = 0; i < logits.numRows; i++) {
      double[] prior = logPrior[privateAttributes[i]];
      for (int y = 0; y < prior.length; y++) {
        shifted.data[i * prior.length + y] += prior[y];
      }
    }
    return shifted;
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    return new ObjectiveLearner(encoder, objective(training.images()));
  }
}
