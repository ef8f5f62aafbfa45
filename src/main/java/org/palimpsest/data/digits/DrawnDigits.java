package org.palimpsest.data.digits;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.palimpsest.data.digits.DigitData.DigitFiles;
import org.palimpsest.random.Seed;

/**
 * Digits drawn by procedure in the format of MNIST, 28 x 28: pen strokes in several styles per digit, distorted
 * at random. Every image has a stream of its own, so that a smaller set is the beginning of a larger one; labels
 * are drawn independently and uniformly.
 *
 * @param trainSize the number of training images
 * @param testSize the number of test images
 * @param seed decides everything; training and test images come from separate streams
 */
public record DrawnDigits(int trainSize, int testSize, Seed seed) implements DigitFiles {

  public static final String NAME = "drawn";

  private static final int CLASSES = 10;

  public DrawnDigits {
    requirePositive("trainSize", trainSize);
    requirePositive("testSize", testSize);
  }

  /** As many images as MNIST has. */
  public DrawnDigits(Seed seed) {
    this(60_000, 10_000, seed);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "drawn digits, %,d + %,d, 28 x 28, made by procedure (not MNIST)".formatted(trainSize, testSize);
  }

  @Override
  public LabelledImages train() {
    return draw(trainSize, seed.derive("train"));
  }

  @Override
  public LabelledImages test() {
    return draw(testSize, seed.derive("test"));
  }

  private static LabelledImages draw(int size, Seed seed) {
    int area = Raster.FIELD * Raster.FIELD;
    byte[] pixels = new byte[size * area];
    byte[] labels = new byte[size];
    IntStream.range(0, size)
        .parallel()
        .forEach(
            i -> {
              RandomGenerator random = seed.derive(i).generator();
              int digit = (int) (random.nextDouble() * CLASSES);
              labels[i] = (byte) digit;
              Raster.draw(new DigitWriter(random).write(digit, Raster.BOX), pixels, i * area);
            });
    return new LabelledImages(Raster.FIELD, Raster.FIELD, CLASSES, pixels, labels);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s: expected at least 1, was %d".formatted(name, value));
    }
  }
}
