package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.bias.Batch;
import org.palimpsest.bias.Batches;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.DpMechanism;
import org.palimpsest.privacy.DpStatement;

/** {@link DpSgd} at work: the mechanism draws every batch, and a step descends what it releases. */
final class DpLearner implements Learner {

  private final Encoder encoder;
  private final ImageGradients gradients;
  private final TrainedLayers layers;
  private final DpMechanism mechanism;
  private final DrawnBatches batches;
  private final double scale;
  private final double delta;
  private final List<String> notCovered;

  /**
   * @param gradients of {@code encoder}
   * @param layers of {@code encoder}, those that {@code gradients} has, too
   * @param mechanism for as many parameters as {@code layers} has
   * @param scale of what is released, when it becomes a gradient
   * @param notCovered what of the objective itself depends on the training images
   */
  DpLearner(
      Encoder encoder,
      ImageGradients gradients,
      TrainedLayers layers,
      DpMechanism mechanism,
      double scale,
      double delta,
      List<String> notCovered) {
    this.encoder = encoder;
    this.gradients = gradients;
    this.layers = layers;
    this.mechanism = mechanism;
    this.batches = new DrawnBatches(mechanism);
    this.scale = scale;
    this.delta = delta;
    this.notCovered = notCovered;
  }

  @Override
  public List<Trainable> trainables() {
    return List.of(encoder, new MechanismState(mechanism));
  }

  @Override
  public Batches batches(Batches shuffled) {
    return batches;
  }

  @Override
  public Optional<DpStatement> promise() {
    return Optional.of(mechanism.statement(delta).exceptFor(notCovered));
  }

  /**
   * @param batch the one that was drawn last, which may be empty
   * @return {@code loss} (the mean over images that have one, 0 if there is none), {@code clipped_share} and
   *     {@code non_finite_share} of the images: exact, hence not private
   * @throws TrainingDiverged if the network's parameters are no longer finite
   */
  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    Draw draw = batches.take(batch);
    long clipped = mechanism.clippedExamples();
    long nonFinite = mechanism.nonFiniteExamples();
    ImageGradients.Losses losses = gradients.give(draw, mechanism);
    double[] released = mechanism.release();
    float[] gradient = new float[released.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (scale * released[i]);
    }
    layers.step(gradient, learningRate);
    if (losses.images() == 0) {
      requireFiniteParameters();
    }
    double drawn = Math.max(1, batch.size());
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("loss", losses.images() == 0 ? 0 : losses.sum() / losses.images());
    terms.put("clipped_share", (mechanism.clippedExamples() - clipped) / drawn);
    terms.put("non_finite_share", (mechanism.nonFiniteExamples() - nonFinite) / drawn);
    return terms;
  }

  private void requireFiniteParameters() {
    for (float parameter : encoder.parameters()) {
      ObjectiveLearner.requireFinite("parameter", parameter);
    }
  }
}
