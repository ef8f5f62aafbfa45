package org.palimpsest.method.dp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Batches;
import org.palimpsest.method.PerImageModel;
import org.palimpsest.method.TrainingDiverged;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.DpMechanism;

/** A model that descends what a mechanism of its own releases of its images' gradients. */
final class DpDescent {

  private final PerImageModel model;
  private final DpMechanism mechanism;
  private final MechanismState state;
  private final ImageGradients gradients;
  private final DrawnBatches batches;
  private final double scale;

  /**
   * @param name of the mechanism in a checkpoint
   * @param mechanism for as many parameters as {@code model} has
   * @param microBatch images, or copies of them, at once, at least 1
   * @param copies of each image, whose gradients are averaged
   * @param scale of what is released, when it becomes a gradient
   */
  DpDescent(
      String name,
      PerImageModel model,
      DpMechanism mechanism,
      int microBatch,
      Optional<ShiftedCopies> copies,
      double scale) {
    this.model = model;
    this.mechanism = mechanism;
    this.state = new MechanismState(name, mechanism);
    this.gradients = new ImageGradients(model, microBatch, copies);
    this.batches = new DrawnBatches(mechanism);
    this.scale = scale;
  }

  /** Everything that the model trains, and the mechanism's place. */
  List<Trainable> trainables() {
    return Stream.concat(model.trainables().stream(), Stream.of(state)).toList();
  }

  DpMechanism mechanism() {
    return mechanism;
  }

  /** The batches of the next steps. */
  Batches batches() {
    return batches;
  }

  /**
   * One step.
   *
   * @param batch the one that was drawn last, which may be empty
   * @return {@code loss} (the mean over images that have one, 0 if there is none), {@code clipped_share}
   *     (unless the rule changes every gradient) and {@code non_finite_share} of the images: exact, hence not private
   * @throws TrainingDiverged if no image has a finite loss and a parameter is not finite
   */
  Map<String, Double> step(Batch batch, double learningRate) {
    DrawnBatches.Draw draw = batches.take(batch);
    long clipped = mechanism.clippedExamples();
    long nonFinite = mechanism.nonFiniteExamples();
    ImageGradients.Losses losses = gradients.give(draw, mechanism);
    double[] released = mechanism.release();
    float[] gradient = new float[released.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (scale * released[i]);
    }
    model.step(gradient, learningRate);
    if (losses.images() == 0) {
      requireFiniteParameters();
    }
    double drawn = Math.max(1, batch.size());
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("loss", losses.images() == 0 ? 0 : losses.sum() / losses.images());
    if (mechanism.countsClipped()) {
      terms.put("clipped_share", (mechanism.clippedExamples() - clipped) / drawn);
    }
    terms.put("non_finite_share", (mechanism.nonFiniteExamples() - nonFinite) / drawn);
    return terms;
  }

  private void requireFiniteParameters() {
    for (Encoder network : model.networks()) {
      for (float parameter : network.parameters()) {
        TrainingDiverged.unlessFinite("parameter", parameter);
      }
    }
  }
}
