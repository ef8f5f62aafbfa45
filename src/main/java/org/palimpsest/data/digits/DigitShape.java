package org.palimpsest.data.digits;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.palimpsest.Require;

/**
 * Quantities of how a digit is written, from its grey values alone. The images at either end of such a quantity are a
 * minority that nobody made.
 */
enum DigitShape {
  /**
   * {@code -mu11 / mu02}, second moments of the grey values about their centre, rows counted downwards: 0 stands
   * upright, above 0 leans to the right. An image without ink has none.
   */
  SLANT {
    @Override
    OptionalDouble of(LabelledImages images, int image) {
      double mass = 0;
      double x = 0;
      double y = 0;
      int width = images.width();
      int area = images.height() * width;
      for (int p = 0; p < area; p++) {
        int value = images.pixel(image, p);
        mass += value;
        x += (double) value * (p % width);
        y += (double) value * (p / width);
      }
      double mu11 = 0;
      double mu02 = 0;
      for (int p = 0; p < area; p++) {
        double dx = p % width - x / mass;
        double dy = p / width - y / mass;
        mu11 += images.pixel(image, p) * dx * dy;
        mu02 += images.pixel(image, p) * dy * dy;
      }
      return mass == 0 || mu02 == 0 ? OptionalDouble.empty() : OptionalDouble.of(-mu11 / mu02);
    }
  },

  /** The mean grey value, in [0, 1]: how thick the strokes are. */
  INK {
    @Override
    OptionalDouble of(LabelledImages images, int image) {
      int area = images.height() * images.width();
      double sum = 0;
      for (int p = 0; p < area; p++) {
        sum += images.pixel(image, p);
      }
      return OptionalDouble.of(sum / area / 255);
    }
  };

  /** The quantity of one image; empty if it has none. */
  abstract OptionalDouble of(LabelledImages images, int image);

  /** The first and the ninth decile among images. */
  Deciles deciles(LabelledImages images) {
    double[] values =
        IntStream.range(0, images.size())
            .mapToObj(i -> of(images, i))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .sorted()
            .toArray();
    Require.that(values.length >= 10, "images", "10 or more with a " + name().toLowerCase(Locale.ROOT), values.length);
    return new Deciles(this, quantile(values, 0.1), quantile(values, 0.9));
  }

  /** Linear between the order statistics. */
  static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /**
   * Where the ends begin.
   *
   * @param low below it lies the first tenth
   * @param high above it lies the last tenth
   */
  record Deciles(DigitShape shape, double low, double high) {

    /** Of each image: 0 in the middle or without the quantity, 1 below, 2 above. */
    byte[] groups(LabelledImages images) {
      byte[] groups = new byte[images.size()];
      for (int i = 0; i < groups.length; i++) {
        OptionalDouble value = shape.of(images, i);
        boolean told = value.isPresent();
        groups[i] = (byte) (told && value.getAsDouble() < low ? 1 : told && value.getAsDouble() > high ? 2 : 0);
      }
      return groups;
    }
  }
}
