package org.palimpsest.report;

import java.util.List;
import java.util.Locale;
import org.palimpsest.metric.Interval;

/** How numbers and names are printed: the same everywhere, whatever the machine's language. */
final class Text {

  static final String MISSING = "\u00d7";

  private Text() {}

  /** {@code 0.999}: as many digits as the correlation needs. */
  static String rho(double rho) {
    String text = String.format(Locale.ROOT, "%.6f", rho).replaceAll("0+$", "");
    return text.endsWith(".") ? text + "0" : text;
  }

  /** A share in percent without the sign: {@code 98.7}. */
  static String percent(double share) {
    return decimal(100 * share, 1);
  }

  /** A difference of shares in percentage points, signed: {@code +1.2}, with a true minus. */
  static String points(double difference) {
    String text = decimal(100 * Math.abs(difference), 1);
    return text.equals("0.0") ? "0.0" : (difference < 0 ? "\u2212" : "+") + text;
  }

  private static String signed(double share) {
    String text = percent(Math.abs(share));
    return share < 0 && !text.equals("0.0") ? "\u2212" + text : text;
  }

  static String decimal(double value, int places) {
    return String.format(Locale.ROOT, "%." + places + "f", value);
  }

  /** {@code [97.1, 98.9]}, in percent. */
  static String brackets(Interval interval) {
    return "[" + signed(interval.low()) + ", " + signed(interval.high()) + "]";
  }

  /** {@code 97.1 to 98.9}, in percent. */
  static String range(Interval interval) {
    return signed(interval.low()) + " to " + signed(interval.high());
  }

  /** {@code 98.7 % (97.1 to 98.9)}. */
  static String share(Estimate estimate) {
    return percent(estimate.mean()) + " %" + estimate.interval().map(i -> " (" + range(i) + ")").orElse("");
  }

  /** {@code a}, {@code a and b}, {@code a, b and c}. */
  static String list(List<String> items) {
    int last = items.size() - 1;
    return last < 1
        ? String.join("", items)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }

  /** {@code 1 seed}, {@code 3 seeds}. */
  static String count(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** Lower case letters, digits and hyphens, for file names and anchors. */
  static String slug(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}
