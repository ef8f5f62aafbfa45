package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.Trainable;

/** One step of the encoder down its loss and one of the private head down its own, from the same place. */
record IreneLearner(Irene method, Encoder encoder, LinearHead head) implements Learner {

  @Override
  public List<Trainable> trainables() {
    return List.of(encoder, head);
  }

  /** @throws TrainingDiverged if a term of a loss or a gradient is not finite; nothing has moved then */
  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    Activations activations = encoder.train(batch);
    LossAndGradient at =
        method.objective(head).at(activations, batch.targets(), batch.privateAttributes());
    LossAndGradient own = PrivateHead.loss(head.forward(activations.features()), batch.privateAttributes());
    Map<String, Double> terms = new LinkedHashMap<>(at.terms());
    terms.put("private_cross_entropy", own.loss());
    ObjectiveLearner.requireFinite(terms);
    encoder.backward(at.dFeatures(), at.dLogits());
    head.backward(own.dLogits());
    ObjectiveLearner.requireFinite("gradient_norm", encoder.gradientNorm());
    ObjectiveLearner.requireFinite("private_gradient_norm", head.gradientNorm());
    encoder.step(learningRate);
    head.step(learningRate);
    return terms;
  }
}
