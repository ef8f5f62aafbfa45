package org.palimpsest.method.dp;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.PerExampleSink;
import org.palimpsest.random.Seed;

/**
 * Copies of images, each moved by a whole number of pixels in [-shift, shift] along either axis, uniformly at random;
 * what comes into view repeats the border. A copy depends on its image, the step and its own number, and not on what
 * else is in the batch, so that one image more or less changes no other's copies.
 *
 * @param copies of each image, at least 1
 * @param shift at least 1
 */
record ShiftedCopies(int copies, int shift, Seed seed) {

  /**
   * The copies of all images, those of one image next to each other.
   *
   * @param numbers of the images within the training set
   */
  Batch of(Batch images, int[] numbers, long step) {
    int volume = images.height() * images.width() * images.channels();
    float[] pixels = new float[images.size() * copies * volume];
    int[] targets = new int[images.size() * copies];
    int[] privateAttributes = new int[targets.length];
    for (int row = 0; row < targets.length; row++) {
      int image = row / copies;
      RandomGenerator random = seed.derive(step).derive(numbers[image]).derive(row % copies).generator();
      int down = random.nextInt(-shift, shift + 1);
      int right = random.nextInt(-shift, shift + 1);
      write(images, image, down, right, pixels, row * volume);
      targets[row] = images.targets()[image];
      privateAttributes[row] = images.privateAttributes()[image];
    }
    return new Batch(images.height(), images.width(), images.channels(), pixels, targets, privateAttributes);
  }

  private static void write(Batch images, int image, int down, int right, float[] into, int offset) {
    int channels = images.channels();
    int from = image * images.height() * images.width() * channels;
    int at = offset;
    for (int y = 0; y < images.height(); y++) {
      int row = within(y - down, images.height()) * images.width();
      for (int x = 0; x < images.width(); x++) {
        int pixel = from + (row + within(x - right, images.width())) * channels;
        System.arraycopy(images.pixels(), pixel, into, at, channels);
        at += channels;
      }
    }
  }

  private static int within(int position, int size) {
    return Math.max(0, Math.min(size - 1, position));
  }

  /** Passes on one gradient an image: the mean of those of its copies, which follow each other. */
  static final class Mean implements PerExampleSink {

    private final int copies;
    private final PerExampleSink next;
    private final double[] sum;
    private final float[] mean;
    private int seen;

    /**
     * @param copies of each image, at least 1
     * @param parameters in a gradient
     */
    Mean(int copies, int parameters, PerExampleSink next) {
      this.copies = copies;
      this.next = next;
      this.sum = new double[parameters];
      this.mean = new float[parameters];
    }

    @Override
    public void accept(int first, int count, float[] gradients) {
      for (int example = 0; example < count; example++) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += gradients[example * sum.length + i];
        }
        seen++;
        if (seen % copies == 0) {
          for (int i = 0; i < sum.length; i++) {
            mean[i] = (float) (sum[i] / copies);
          }
          next.accept(seen / copies - 1, 1, mean);
          Arrays.fill(sum, 0);
        }
      }
    }
  }
}
