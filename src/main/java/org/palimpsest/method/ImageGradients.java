package org.palimpsest.method;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.palimpsest.bias.Batch;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.PerExampleSink;
import org.palimpsest.privacy.NoisyStep;

/**
 * One gradient for each image of a step: its own, or the mean over its copies. Batches are split for memory alone. An
 * image whose pixels leave [-1, 1] is computed alone, and so is every image of a part in which any output is not
 * finite: nothing in the arithmetic of a batch can then carry it over to its neighbours. One without finite outputs has
 * NaN for a gradient, which a {@link NoisyStep} counts as zero.
 */
final class ImageGradients {

  private final Encoder encoder;
  private final Objective objective;
  private final TrainedLayers layers;
  private final int microBatch;
  private final Optional<ShiftedCopies> copies;
  private final int perImage;
  private final float[] unknown;

  private Draw draw;
  private NoisyStep step;
  private double losses;
  private int finite;

  /**
   * @param objective a mean over images
   * @param layers of {@code encoder}
   * @param microBatch images, or copies of them, at once, at least 1; all the copies of an image are in one part
   */
  ImageGradients(
      Encoder encoder, Objective objective, TrainedLayers layers, int microBatch, Optional<ShiftedCopies> copies) {
    this.encoder = encoder;
    this.objective = objective;
    this.layers = layers;
    this.microBatch = microBatch;
    this.copies = copies;
    this.perImage = copies.map(ShiftedCopies::copies).orElse(1);
    this.unknown = new float[layers.parameters()];
    Arrays.fill(unknown, Float.NaN);
  }

  /**
   * What the images lost.
   *
   * @param sum over those that have a finite loss
   * @param images how many those are
   */
  record Losses(double sum, int images) {}

  /** Gives {@code step} the gradient of every image that was drawn. */
  Losses give(Draw drawn, NoisyStep to) {
    draw = drawn;
    step = to;
    losses = 0;
    finite = 0;
    Map<Boolean, int[]> images = split(draw.batch());
    int[] ordinary = images.get(true);
    int atOnce = Math.max(1, microBatch / perImage);
    for (int from = 0; from < ordinary.length; from += atOnce) {
      together(Arrays.copyOfRange(ordinary, from, Math.min(from + atOnce, ordinary.length)));
    }
    alone(images.get(false));
    return new Losses(losses, finite);
  }

  private void together(int[] images) {
    Batch part = part(images);
    Activations activations = encoder.train(part);
    if (isFinite(activations)) {
      accept(images.length, part, activations);
    } else if (images.length == 1) {
      step.accept(1, unknown);
    } else {
      alone(images);
    }
  }

  private void alone(int[] images) {
    for (int image : images) {
      together(new int[] {image});
    }
  }

  private Batch part(int[] images) {
    Batch part = draw.batch().select(images);
    int[] numbers = Arrays.stream(images).map(image -> draw.numbers()[image]).toArray();
    return copies.map(copied -> copied.of(part, numbers, draw.step())).orElse(part);
  }

  private void accept(int images, Batch part, Activations activations) {
    int size = part.size();
    LossAndGradient mean = objective.at(activations, part.targets(), part.privateAttributes());
    PerExampleSink sink = (first, count, gradients) -> step.accept(count, gradients);
    if (copies.isPresent()) {
      sink = new MeanOfCopies(perImage, layers.parameters(), sink);
    }
    encoder.backwardPerExample(
        times(size, mean.dFeatures()), times(size, mean.dLogits()), layers.before(sink));
    losses += images * mean.loss();
    finite += images;
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
}
