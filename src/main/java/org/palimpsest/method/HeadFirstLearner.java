package org.palimpsest.method;

import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;

/**
 * Descends an objective with an encoder whose head alone sees all of the gradient of the logits: of what would pass
 * through the head to the features, a share does. The head is linear, with weights V, so {@code (share - 1) dLogits V}
 * is added to the gradient of the features; an encoder that computes in float32 leaves a residue of that precision.
 *
 * @param share 0 for a head that learns without moving what lies below it, 1 for an ordinary one
 */
record HeadFirstLearner(Encoder encoder, Objective objective, double share) implements Learner {

  @Override
  public List<Trainable> trainables() {
    return List.of(encoder);
  }

  /** @throws TrainingDiverged if a term of the loss or the gradient is not finite; nothing has moved then */
  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    Activations activations = encoder.train(batch);
    LossAndGradient at = objective.at(activations, batch.targets(), batch.privateAttributes());
    ObjectiveLearner.requireFinite(at.terms());
    DMatrixRMaj dFeatures = at.dFeatures().copy();
    CommonOps_DDRM.multAddTransB(share - 1, at.dLogits(), headWeights(), dFeatures);
    encoder.backward(dFeatures, at.dLogits());
    ObjectiveLearner.requireFinite("gradient_norm", encoder.gradientNorm());
    encoder.step(learningRate);
    return at.terms();
  }

  /** V' (D, C): the head's logits of the unit vectors, less those of nothing. */
  private DMatrixRMaj headWeights() {
    int width = encoder.spec().featureCount();
    DMatrixRMaj weights = encoder.logits(CommonOps_DDRM.identity(width));
    double[] bias = encoder.logits(new DMatrixRMaj(1, width)).data;
    for (int i = 0; i < weights.getNumElements(); i++) {
      weights.data[i] -= bias[i % bias.length];
    }
    return weights;
  }
}
