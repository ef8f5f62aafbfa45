package org.palimpsest.attack.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.attack.ModelAttackResult.Reconstructions;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.Images;
import org.palimpsest.metric.GroupedAccuracy;
import org.palimpsest.metric.Grouping;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Summary;

/**
 * Images made from features, held against those they were made of.
 *
 * @param originals N images
 * @param pixels (N, height, width, channels), what was made of them
 * @param grouping of the originals
 */
record DecodedImages(Images originals, float[] pixels, Grouping grouping) {

  /** The difference between the lightest and the darkest value of a pixel. */
  private static final double PEAK = 2;

  /** The originals themselves: nothing lost. */
  DecodedImages same() {
    return new DecodedImages(originals, pixels(originals), grouping);
  }

  /** The same originals beside the mean of other images. */
  DecodedImages meanOf(Images others) {
    float[] image = new float[others.height() * others.width() * others.channels()];
    double[] sum = new double[image.length];
    for (int i = 0; i < others.size(); i++) {
      others.write(i, image, 0);
      for (int p = 0; p < image.length; p++) {
        sum[p] += image[p];
      }
    }
    float[] mean = new float[originals.size() * image.length];
    for (int p = 0; p < mean.length; p++) {
      mean[p] = (float) (sum[p % image.length] / others.size());
    }
    return new DecodedImages(originals, mean, grouping);
  }

  private static float[] pixels(Images images) {
    int volume = images.height() * images.width() * images.channels();
    float[] pixels = new float[images.size() * volume];
    for (int i = 0; i < images.size(); i++) {
      images.write(i, pixels, i * volume);
    }
    return pixels;
  }

  /** The same originals beside what was made of others: image {@code i} gets that of {@code others[i]} (N). */
  DecodedImages drawnFrom(int[] others) {
    float[] moved = new float[pixels.length];
    for (int i = 0; i < size(); i++) {
      System.arraycopy(pixels, others[i] * volume(), moved, i * volume(), volume());
    }
    return new DecodedImages(originals, moved, grouping);
  }

  int size() {
    return originals.size();
  }

  private int volume() {
    return pixels.length / size();
  }

  /**
   * {@code <prefix>mse}, the squared error of a pixel's channel on the scale [-1, 1] with Student's interval over
   * images, and {@code <prefix>psnr}, {@code 10 log10(4 / mse)} in decibels.
   */
  List<Measurement> errors(String prefix) {
    double[] errors = new double[size()];
    float[] original = new float[volume()];
    for (int i = 0; i < errors.length; i++) {
      originals.write(i, original, 0);
      for (int p = 0; p < original.length; p++) {
        double error = pixels[i * original.length + p] - original[p];
        errors[i] += error * error / original.length;
      }
    }
    Summary summary = Summary.of(errors);
    Interval interval =
        summary.interval(Measurement.LEVEL).orElse(new Interval(summary.mean(), summary.mean()));
    List<Measurement> rows = new ArrayList<>();
    rows.add(
        new Measurement(
            prefix + "mse", Measurement.ALL, summary.mean(), interval.low(), interval.high(), errors.length));
    rows.add(Measurement.plain(prefix + "psnr", 10 * Math.log10(PEAK * PEAK / summary.mean())));
    return rows;
  }

  /** The originals beside what was made of them. */
  Reconstructions pictures() {
    return new Reconstructions(
        originals.height(), originals.width(), originals.channels(), pixels(originals), pixels);
  }

  /** How often the private attribute that the decoded images show is that of the originals. */
  GroupedAccuracy privateAccuracy(MeanImages templates) {
    int volume = volume();
    int[] read = IntStream.range(0, size()).map(i -> templates.read(pixels, i * volume)).toArray();
    return accuracy(read, privateAttributes());
  }

  /** How often {@code read}, what a classifier read from {@link #asImages}, is the target of the originals. */
  GroupedAccuracy targetAccuracy(int[] read) {
    return accuracy(read, targets());
  }

  private GroupedAccuracy accuracy(int[] read, int[] truth) {
    return GroupedAccuracy.of(read, truth, targets(), privateAttributes(), grouping);
  }

  private int[] targets() {
    return IntStream.range(0, size()).map(originals::target).toArray();
  }

  private int[] privateAttributes() {
    return IntStream.range(0, size()).map(originals::privateAttribute).toArray();
  }

  /** The decoded images, with the labels of the originals. */
  Images asImages() {
    Batch batch =
        new Batch(
            originals.height(), originals.width(), originals.channels(), pixels, targets(), privateAttributes());
    return new BatchImages(batch, originals.targetClasses(), originals.privateClasses());
  }
}
