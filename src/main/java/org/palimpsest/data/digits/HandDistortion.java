package org.palimpsest.data.digits;

import java.util.random.RandomGenerator;

/** How a hand distorts the whole of what it writes: a random slant, rotation and proportion, and a soft bend. */
final class HandDistortion {

  private static final double CENTRE_X = 32;
  private static final double CENTRE_Y = 50;

  /** Mean and deviation of the slant, as the shift to the right per unit of height. */
  private static final double SLANT = 0.12;

  private static final double SLANT_SPREAD = 0.22;

  /** Standard deviation of the rotation, in radians. */
  private static final double ROTATION = 0.08;

  /** Mean and deviation of the logarithm of width over height, beside that of the skeleton. */
  private static final double PROPORTION = 0.05;

  private static final double PROPORTION_SPREAD = 0.16;

  /** The bend: two waves of this amplitude, page height 100, and wave number, in radians per unit. */
  private static final int WAVES = 2;

  private static final double AMPLITUDE = 4;
  private static final double WAVE_NUMBER = 0.035;

  private record Wave(double perX, double perY, double phase, double shiftX, double shiftY) {

    double height(double x, double y) {
      return StrictMath.sin(perX * x + perY * y + phase);
    }
  }

  private final double xx;
  private final double xy;
  private final double yx;
  private final double yy;
  private final Wave[] waves = new Wave[WAVES];

  HandDistortion(RandomGenerator random) {
    double slant = SLANT + SLANT_SPREAD * normal(random);
    double rotation = ROTATION * normal(random);
    double proportion = StrictMath.exp(PROPORTION + PROPORTION_SPREAD * normal(random));
    double cosine = StrictMath.cos(rotation);
    double sine = StrictMath.sin(rotation);
    xx = cosine * proportion;
    xy = -cosine * slant - sine;
    yx = sine * proportion;
    yy = cosine - sine * slant;
    for (int w = 0; w < WAVES; w++) {
      waves[w] =
          new Wave(
              WAVE_NUMBER * normal(random),
              WAVE_NUMBER * normal(random),
              2 * Math.PI * random.nextDouble(),
              AMPLITUDE * normal(random),
              AMPLITUDE * normal(random));
    }
  }

  /** Where the point (x, y) comes to lie, to the right. */
  double x(double x, double y) {
    double moved = xx * (x - CENTRE_X) + xy * (y - CENTRE_Y);
    for (Wave wave : waves) {
      moved += wave.shiftX() * wave.height(x, y);
    }
    return moved;
  }

  /** Where the point (x, y) comes to lie, down. */
  double y(double x, double y) {
    double moved = yx * (x - CENTRE_X) + yy * (y - CENTRE_Y);
    for (Wave wave : waves) {
      moved += wave.shiftY() * wave.height(x, y);
    }
    return moved;
  }

  /** Mean 0, deviation 1 and never beyond 3.5: the sum of four uniform numbers. The same bits on every platform. */
  static double normal(RandomGenerator random) {
    double sum = random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble();
    return (sum - 2) * 1.7320508075688772;
  }
}
