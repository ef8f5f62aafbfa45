package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.Trainable;

/** Learning Not to Learn's two steps per batch. */
record LnlLearner(Lnl method, Encoder encoder, LinearHead head) implements Learner {

  @Override
  public List<Trainable> trainables() {
    return List.of(encoder, head);
  }

  /**
   * @throws TrainingDiverged if a term of a loss or a gradient is not finite; the step that it belongs to has moved
   *     nothing then
   */
  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    Map<String, Double> terms = new LinkedHashMap<>(hide(batch, learningRate));
    terms.put("private_cross_entropy", reverse(batch, learningRate));
    return terms;
  }

  private Map<String, Double> hide(Batch batch, double learningRate) {
    Activations activations = encoder.train(batch);
    LossAndGradient at =
        method.objective(head).at(activations, batch.targets(), batch.privateAttributes());
    ObjectiveLearner.requireFinite(at.terms());
    encoder.backward(at.dFeatures(), at.dLogits());
    ObjectiveLearner.requireFinite("gradient_norm", encoder.gradientNorm());
    encoder.step(learningRate);
    return at.terms();
  }

  private double reverse(Batch batch, double learningRate) {
    Activations activations = encoder.train(batch);
    LossAndGradient at = PrivateHead.loss(head.forward(activations.features()), batch.privateAttributes());
    ObjectiveLearner.requireFinite("private_cross_entropy", at.loss());
    DMatrixRMaj dFeatures = head.backward(at.dLogits());
    CommonOps_DDRM.scale(-method.reversal(), dFeatures);
    encoder.backward(dFeatures, activations.logits().createLike());
    ObjectiveLearner.requireFinite("gradient_norm", encoder.gradientNorm());
    ObjectiveLearner.requireFinite("private_gradient_norm", head.gradientNorm());
    encoder.step(learningRate);
    head.step(learningRate);
    return at.loss();
  }
}
