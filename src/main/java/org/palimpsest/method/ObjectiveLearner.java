package org.palimpsest.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.data.Batch;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;

/** The learner of a method that is nothing but a loss: descends {@code objective} with {@code encoder}. */
public record ObjectiveLearner(Encoder encoder, Objective objective) implements Learner {

  @Override
  public List<Trainable> trainables() {
    return List.of(encoder);
  }

  @Override
  public Optional<PerImageModel> perImage() {
    return Optional.of(JointModel.of(encoder, encoder, objective));
  }

  /** @throws TrainingDiverged if a term of the loss or the gradient is not finite; nothing has moved then */
  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    Activations activations = encoder.train(batch);
    LossAndGradient at = objective.at(activations, batch.targets(), batch.privateAttributes());
    TrainingDiverged.unlessFinite(at.terms());
    encoder.backward(at.dFeatures(), at.dLogits());
    TrainingDiverged.unlessFinite("gradient_norm", encoder.gradientNorm());
    encoder.step(learningRate);
    return at.terms();
  }
}
