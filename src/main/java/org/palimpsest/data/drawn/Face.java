package org.palimpsest.data.drawn;

import org.palimpsest.Require;

/**
 * Who is to be drawn, and how.
 *
 * @param age in years
 * @param makeup how much, from 0 to about 1.3
 */
public record Face(boolean male, boolean blond, double age, double makeup, boolean smiling) {

  /** From here on people are not called young. */
  public static final double OLD = 40;

  public Face {
    Require.that(age >= 0 && age <= 110, "age", "0 to 110 years", age);
    Require.that(makeup >= 0 && makeup <= 2, "makeup", "0 to 2", makeup);
  }

  /** The strength of make-up of somebody who wears a lot, or not: the two do not overlap, but nearly. */
  public static double makeup(boolean heavy, boolean male, Dice dice) {
    if (heavy) {
      return Math.max(0.35, Math.min(1.3, dice.normal(0.85, 0.2)));
    }
    return Math.min(0.38, Math.abs(dice.normal(0, 0.13))) * (male ? 0.5 : 1);
  }

  /** The colours of hair. */
  public enum Hair {
    BLACK(28, 24, 24),
    BROWN(92, 60, 38),
    BLOND(222, 186, 118),
    GREY(170, 168, 166),
    RED(150, 70, 35);

    private final double[] colour;

    Hair(double... colour) {
      this.colour = colour;
    }

    double[] colour() {
      return colour.clone();
    }
  }

  /** Beards. */
  public enum Beard {
    NONE,
    STUBBLE,
    FULL
  }

  /** What a drawn face turned out to have that was not asked for. */
  public record Seen(Hair hair, Beard beard, boolean bald, boolean glasses, boolean bigNose) {}
}
