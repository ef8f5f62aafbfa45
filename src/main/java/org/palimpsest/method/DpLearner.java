package org.palimpsest.method;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.palimpsest.bias.Batch;
import org.palimpsest.bias.Batches;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.DpMechanism;
import org.palimpsest.privacy.DpStatement;

/**
 * {@link DpSgd} at work. The mechanism draws every batch; it is split for memory alone. An image whose pixels leave
 * [-1, 1] is computed alone, and so is every image of a part in which any output is not finite: nothing in the
 * arithmetic of a batch can then carry it over to its neighbours. One without a finite gradient counts as zero.
 */
final class DpLearner implements Learner {

  private final Encoder encoder;
  private final Objective objective;
  private final DpMechanism mechanism;
  private final DrawnBatches batches;
  private final int microBatch;
  private final double scale;
  private final double delta;
  private final List<String> notCovered;
  private final float[] unknown;

  private double losses;
  private int finite;

  /**
   * @param objective a mean over images
   * @param microBatch images at once, at least 1
   * @param scale of what is released, when it becomes a gradient
   * @param notCovered what of {@code objective} itself depends on the training images
   */
  DpLearner(
      Encoder encoder,
      Objective objective,
      DpMechanism mechanism,
      int microBatch,
      double scale,
      double delta,
      List<String> notCovered) {
    this.encoder = encoder;
    this.objective = objective;
    this.mechanism = mechanism;
    this.batches = new DrawnBatches(mechanism);
    this.microBatch = microBatch;
    this.scale = scale;
    this.delta = delta;
    this.notCovered = notCovered;
    this.unknown = new float[mechanism.parameters()];
    Arrays.fill(unknown, Float.NaN);
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
    batches.requireDrawn(batch);
    long clipped = mechanism.clippedExamples();
    long nonFinite = mechanism.nonFiniteExamples();
    losses = 0;
    finite = 0;
    Map<Boolean, int[]> images = split(batch);
    int[] ordinary = images.get(true);
    for (int from = 0; from < ordinary.length; from += microBatch) {
      together(batch.select(Arrays.copyOfRange(ordinary, from, Math.min(from + microBatch, ordinary.length))));
    }
    alone(batch, IntStream.of(images.get(false)));
    double[] released = mechanism.release();
    float[] gradient = new float[released.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (scale * released[i]);
    }
    encoder.gradient(gradient);
    encoder.step(learningRate);
    if (finite == 0) {
      requireFiniteParameters();
    }
    double drawn = Math.max(1, batch.size());
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("loss", finite == 0 ? 0 : losses / finite);
    terms.put("clipped_share", (mechanism.clippedExamples() - clipped) / drawn);
    terms.put("non_finite_share", (mechanism.nonFiniteExamples() - nonFinite) / drawn);
    return terms;
  }

  private void together(Batch part) {
    Activations activations = encoder.train(part);
    if (isFinite(activations)) {
      accept(part, activations);
    } else if (part.size() == 1) {
      mechanism.accept(1, unknown);
    } else {
      alone(part, IntStream.range(0, part.size()));
    }
  }

  private void alone(Batch batch, IntStream images) {
    images.forEach(image -> together(batch.select(new int[] {image})));
  }

  private void accept(Batch part, Activations activations) {
    int size = part.size();
    LossAndGradient mean = objective.at(activations, part.targets(), part.privateAttributes());
    encoder.backwardPerExample(
        times(size, mean.dFeatures()),
        times(size, mean.dLogits()),
        (first, count, gradients) -> mechanism.accept(count, gradients));
    losses += size * mean.loss();
    finite += size;
  }

  private static DMatrixRMaj times(double factor, DMatrixRMaj matrix) {
    if (matrix == null) {
      return null;
    }
    DMatrixRMaj scaled = matrix.createLike();
    CommonOps_DDRM.scale(factor, matrix, scaled);
    return scaled;
  }

  private static Map<Boolean, int[]> split(Batch batch) {
    boolean[] ordinary = new boolean[batch.size()];
    for (int image = 0; image < ordinary.length; image++) {
      ordinary[image] = isOrdinary(batch, image);
    }
    return Map.of(
        true, IntStream.range(0, ordinary.length).filter(image -> ordinary[image]).toArray(),
        false, IntStream.range(0, ordinary.length).filter(image -> !ordinary[image]).toArray());
  }

  private static boolean isOrdinary(Batch batch, int image) {
    int volume = batch.height() * batch.width() * batch.channels();
    for (int i = image * volume; i < (image + 1) * volume; i++) {
      if (!(Math.abs(batch.pixels()[i]) <= 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFinite(Activations activations) {
    return !MatrixFeatures_DDRM.hasUncountable(activations.features())
        && !MatrixFeatures_DDRM.hasUncountable(activations.logits());
  }

  private void requireFiniteParameters() {
    for (float parameter : encoder.parameters()) {
      ObjectiveLearner.requireFinite("parameter", parameter);
    }
  }
}
