package org.palimpsest.method;

/**
 * A hyper-parameter that may be searched, and the range of its values.
 *
 * @param component the name of the method's record component, of type double
 * @param low inclusive
 * @param high exclusive, above {@code low}
 * @param scale on which values are drawn uniformly
 */
public record SearchRange(String component, double low, double high, Scale scale) {

  /** The scale on which values are spread evenly over a range. */
  public enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  public SearchRange {
    double floor = scale == Scale.LOGARITHMIC ? Double.MIN_NORMAL : Double.NEGATIVE_INFINITY;
    if (!(low >= floor && low < high && high < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: expected finite bounds low < high%s, was [%s, %s)"
              .formatted(component, scale == Scale.LOGARITHMIC ? ", low above 0" : "", low, high));
    }
  }

  public static SearchRange linear(String component, double low, double high) {
    return new SearchRange(component, low, high, Scale.LINEAR);
  }

  public static SearchRange logarithmic(String component, double low, double high) {
    return new SearchRange(component, low, high, Scale.LOGARITHMIC);
  }

  /** The value that a share {@code u} in [0, 1) of the range lies below. */
  public double at(double u) {
    return switch (scale) {
      case LINEAR -> low + u * (high - low);
      case LOGARITHMIC -> low * Math.pow(high / low, u);
    };
  }
}
