package org.palimpsest.metric;

/** Private-class accuracy on a scale whose zero is guessing. */
public final class Leakage {

  private Leakage() {}

  /** The accuracy of guessing among {@code classes} values at random: 1 / classes. */
  public static double chance(int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException("classes: expected at least 2, was " + classes);
    }
    return 1.0 / classes;
  }

  /**
   * (accuracy - chance) / (1 - chance): 1 reads everything, 0 is no better than guessing, negative is worse.
   *
   * @param accuracy in [0, 1]
   * @param classes how many values the private attribute can take, at least 2
   */
  public static double advantage(double accuracy, int classes) {
    if (!(accuracy >= 0 && accuracy <= 1)) {
      throw new IllegalArgumentException("accuracy: expected in [0, 1], was " + accuracy);
    }
    double chance = chance(classes);
    return (accuracy - chance) / (1 - chance);
  }

  /** The advantage of a private-class accuracy counted on images, with its interval, as a row. */
  public static Measurement measurement(StratifiedProportion accuracy, int classes) {
    Interval interval = accuracy.interval(Measurement.LEVEL);
    return new Measurement(
        "private_advantage",
        Measurement.ALL,
        advantage(accuracy.value(), classes),
        advantage(interval.low(), classes),
        advantage(interval.high(), classes),
        accuracy.n());
  }
}
