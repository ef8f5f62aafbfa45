package org.palimpsest.method;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;

/** A linear head that reads the private attribute from the features while an encoder is trained. */
final class PrivateHead {

  private PrivateHead() {}

  /** A new one: features (B, D) in, one logit per private attribute of the training images out (B, K). */
  static LinearHead create(Encoder encoder, Training training) {
    return new LinearHead(
        "private-head",
        encoder.spec().featureCount(),
        training.images().privateClasses(),
        training.optimiser(),
        training.seed());
  }

  /** Its own loss: the mean cross-entropy of {@code logits} (B, K) with the private attributes. */
  static LossAndGradient loss(DMatrixRMaj logits, int[] privateAttributes) {
    Require.labels("privateAttributes", privateAttributes, logits.numRows, logits.numCols);
    return new CrossEntropy().at(new Activations(null, logits), privateAttributes, privateAttributes);
  }
}
