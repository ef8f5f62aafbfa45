package org.palimpsest.report.results;

import java.util.List;
import java.util.Locale;
import org.palimpsest.metric.Interval;

/** How numbers and names are printed: the same everywhere, whatever the machine's language. */
public final class Text {

  public static final String MISSING = "\u00d7";

  private Text() {}

  /** {@code 0.999}: as many digits as the correlation needs. */
  public static String rho(double level) {
    String text = String.format(Locale.ROOT, "%.6f", level).replaceAll("0+$", "");
    return text.endsWith(".") ? text + "0" : text;
  }

  /** A share in percent without the sign: {@code 98.7}. */
  public static String percent(double share) {
    return decimal(100 * share, 1);
  }

  /** A difference of shares in percentage points, signed: {@code +1.2}, with a true minus. */
  public static String points(double difference) {
    String text = decimal(100 * Math.abs(difference), 1);
    return text.equals("0.0") ? "0.0" : (difference < 0 ? "\u2212" : "+") + text;
  }

  /** With a true minus where it is negative as printed. */
  public static String signed(double value, int places) {
    String text = decimal(Math.abs(value), places);
    return value < 0 && Double.parseDouble(text) != 0 ? "\u2212" + text : text;
  }

  /**
   * An end of an accuracy's interval, in percent. Student's interval may reach beyond 0 and 100, where no accuracy
   * lies; what lies beyond is left out, which costs no coverage, and the end is printed without decimals.
   */
  private static String end(double share) {
    return share < 0 ? "0" : share > 1 ? "100" : percent(share);
  }

  public static String decimal(double value, int places) {
    return String.format(Locale.ROOT, "%." + places + "f", value);
  }

  /** {@code [97.1, 98.9]}, in percent. */
  public static String brackets(Interval interval) {
    return "[" + end(interval.low()) + ", " + end(interval.high()) + "]";
  }

  /** {@code 97.1 to 98.9}, in percent. */
  static String range(Interval interval) {
    return end(interval.low()) + " to " + end(interval.high());
  }

  /** {@code 98.7 % (97.1 to 98.9)}. */
  public static String share(Estimate estimate) {
    return percent(estimate.mean()) + " %" + estimate.interval().map(i -> " (" + range(i) + ")").orElse("");
  }

  /** {@code a}, {@code a and b}, {@code a, b and c}. */
  public static String list(List<String> items) {
    int last = items.size() - 1;
    return last < 1
        ? String.join("", items)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }

  /** {@code 1 seed}, {@code 3 seeds}. */
  public static String count(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** Lower case letters, digits and hyphens, for file names and anchors. */
  public static String slug(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}
