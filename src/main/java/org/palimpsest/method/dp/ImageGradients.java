package org.palimpsest.method.dp;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.palimpsest.data.Batch;
import org.palimpsest.method.PerImageModel;
import org.palimpsest.nn.PerExampleSink;
import org.palimpsest.privacy.NoisyStep;

/**
 * One gradient for each image of a step: its own, or the mean over its copies. Batches are split for memory alone. An
 * image whose pixels leave [-1, 1] is computed alone, and so is every image of a part in which any output is not
 * finite: nothing in the arithmetic of a batch can then carry it over to its neighbours. One without finite outputs has
 * NaN for a gradient, which a {@link NoisyStep} counts as zero.
 */
final class ImageGradients {

  private final PerImageModel model;
  private final int microBatch;
  private final Optional<ShiftedCopies> copies;
  private final int perImage;
  private final int parameters;
  private final float[] unknown;

  /** @param microBatch images, or copies of them, at once, at least 1; all the copies of an image are in one part */
  ImageGradients(PerImageModel model, int microBatch, Optional<ShiftedCopies> copies) {
    this.model = model;
    this.microBatch = microBatch;
    this.copies = copies;
    this.perImage = copies.map(ShiftedCopies::copies).orElse(1);
    this.parameters = model.parameters();
    this.unknown = new float[parameters];
    Arrays.fill(unknown, Float.NaN);
  }

  /**
   * The losses of a step's images.
   *
   * @param sum over those that have a finite loss
   * @param images how many those are
   */
  record Losses(double sum, int images) {}

  /** Gives {@code step} the gradient of every image that was drawn. */
  Losses give(DrawnBatches.Draw drawn, NoisyStep step) {
    Pass pass = new Pass(drawn, step);
    Map<Boolean, int[]> images = split(drawn.batch());
    int[] ordinary = images.get(true);
    int atOnce = Math.max(1, microBatch / perImage);
    for (int from = 0; from < ordinary.length; from += atOnce) {
      pass.together(Arrays.copyOfRange(ordinary, from, Math.min(from + atOnce, ordinary.length)));
    }
    pass.alone(images.get(false));
    return new Losses(pass.losses, pass.finite);
  }

  /** Once over the images of a step. */
  private final class Pass {

    private final DrawnBatches.Draw draw;
    private final NoisyStep step;
    private double losses;
    private int finite;

    Pass(DrawnBatches.Draw draw, NoisyStep step) {
      this.draw = draw;
      this.step = step;
    }

    void together(int[] images) {
      OptionalDouble loss = model.gradients(part(images), sink());
      if (loss.isPresent()) {
        losses += images.length * loss.getAsDouble();
        finite += images.length;
      } else if (images.length == 1) {
        step.accept(1, unknown);
      } else {
        alone(images);
      }
    }

    void alone(int[] images) {
      for (int image : images) {
        together(new int[] {image});
      }
    }

    private Batch part(int[] images) {
      Batch part = draw.batch().select(images);
      int[] numbers = Arrays.stream(images).map(image -> draw.numbers()[image]).toArray();
      return copies.map(copied -> copied.of(part, numbers, draw.step())).orElse(part);
    }

    private PerExampleSink sink() {
      PerExampleSink each = (first, count, gradients) -> step.accept(count, gradients);
      return copies.isPresent() ? new ShiftedCopies.Mean(perImage, parameters, each) : each;
    }
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
}
