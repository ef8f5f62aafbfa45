package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.Nearest;
import org.palimpsest.fair.GroupFairness;
import org.palimpsest.metric.Metrics;

/**
 * A claim of an experiment's file that its results decide, such as
 *
 * <pre>
 * private_accuracy(balanced, vanilla, rho=0.7) > 0.9
 * target_accuracy(end, rho=0.7) - target_accuracy(vanilla, rho=0.7) >= 0
 * information_bits(mlp examples=1000, end alpha=1.0, rho=0.7, split=conflicting) &lt; 0.5
 * </pre>
 *
 * <p>Both sides are sums of numbers and measures. A measure is {@code METRIC(ATTACKER, METHOD, CONDITION)}, or
 * {@code METRIC(METHOD, CONDITION)} for measures of the network alone ({@code target_accuracy} and others that no
 * attacker takes). Attackers and methods may be followed by settings of their variant. {@code split=}, {@code group=}
 * and, of an attacker, {@code mix=} may follow; without them it is the headline split, all its images, and the usual
 * mix.
 *
 * @param text as it was written
 * @param terms measures, each with its sign: their sum is compared
 * @param bound with this number
 */
public record Check(String text, List<Term> terms, Relation relation, double bound) {

  /** How the sum relates to the bound. */
  public enum Relation {
    ABOVE(">"),
    BELOW("<"),
    AT_LEAST(">="),
    AT_MOST("<=");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }

    /** Whether a value relates so to the bound. */
    public boolean holds(double value, double bound) {
      return switch (this) {
        case ABOVE -> value > bound;
        case BELOW -> value < bound;
        case AT_LEAST -> value >= bound;
        case AT_MOST -> value <= bound;
      };
    }
  }

  /** A measure that is added or subtracted. */
  public record Term(int sign, Measure measure) {}

  /**
   * What is asked of the results.
   *
   * @param attacker name and settings, such as {@code mlp examples=1000}; empty for measures of the network alone
   * @param method name and settings
   * @param condition {@link AxisLabel#NONE} if there is one condition only
   * @param options {@code split}, {@code group}, {@code mix}, as far as they are given
   */
  public record Measure(
      String metric, String attacker, String method, AxisLabel condition, Map<String, String> options) {}

  private static final List<String> OPTIONS = List.of("split", "group", "mix");
  private static final List<String> OF_THE_NETWORK =
      List.of(
          Metrics.TARGET_ACCURACY, Metrics.WORST_GROUP + Metrics.TARGET_ACCURACY, "selected_epoch", "epsilon_pld",
          "epsilon_rdp", "delta", GroupFairness.ACCURACY, GroupFairness.GAP, GroupFairness.PARITY_MAX,
          GroupFairness.PARITY_TV, GroupFairness.OPPORTUNITY_MEAN, GroupFairness.OPPORTUNITY_MAX, GroupFairness.ODDS_MAX,
          GroupFairness.CROSS_ENTROPY, GroupFairness.OVER_CONFIDENCE, GroupFairness.CALIBRATION, GroupFairness.WORST,
          GroupFairness.SPREAD);

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is not of this form; the message names the text, the place in it, what
   *     was expected there and what stands there
   */
  public static Check parse(String text) {
    return new Parser(text).check();
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Check check() {
      List<Term> terms = new ArrayList<>();
      double bound = -sum(terms, 1);
      Relation relation = relation();
      bound += sum(terms, -1);
      if (at < text.length()) {
        throw expected("the end");
      }
      if (terms.isEmpty()) {
        throw new IllegalArgumentException("check '%s': expected a measure, was numbers alone".formatted(text));
      }
      return new Check(text, List.copyOf(terms), relation, bound);
    }

    /** Adds a side's measures to the terms; what is left is the sum of its numbers. */
    private double sum(List<Term> terms, int side) {
      double numbers = 0;
      int sign = side;
      blanks();
      if (accept("-")) {
        sign = -side;
      }
      while (true) {
        blanks();
        if (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
          numbers += sign * side * number();
        } else {
          terms.add(new Term(sign, measure()));
        }
        blanks();
        if (accept("+")) {
          sign = side;
        } else if (accept("-")) {
          sign = -side;
        } else {
          return numbers;
        }
      }
    }

    private Relation relation() {
      for (Relation one : List.of(Relation.AT_LEAST, Relation.AT_MOST, Relation.ABOVE, Relation.BELOW)) {
        if (accept(one.sign())) {
          return one;
        }
      }
      throw expected("one of > < >= <=, + or -");
    }

    private double number() {
      int start = at;
      while (at < text.length() && "0123456789.eE".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      try {
        return Double.parseDouble(text.substring(start, at));
      } catch (NumberFormatException e) {
        at = start;
        throw expected("a number");
      }
    }

    private Measure measure() {
      int start = at;
      while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || "_'.".indexOf(text.charAt(at)) >= 0)) {
        at++;
      }
      if (at == start) {
        throw expected("a number or a metric");
      }
      String metric = text.substring(start, at);
      blanks();
      if (!accept("(")) {
        throw expected("'(' after the metric '" + metric + "'");
      }
      int open = at;
      int close = text.indexOf(')', at);
      if (close < 0) {
        at = text.length();
        throw expected("')'");
      }
      List<String> plain = new ArrayList<>();
      Map<String, String> options = new LinkedHashMap<>();
      for (String part : text.substring(open, close).split(",", -1)) {
        String[] option = part.strip().split("=", 2);
        if (part.isBlank()) {
          throw expected("a name");
        } else if (option.length == 2 && OPTIONS.contains(option[0])) {
          options.put(option[0], option[1]);
        } else {
          plain.add(part.strip());
        }
        at += part.length() + 1;
      }
      int names = OF_THE_NETWORK.contains(metric) ? 1 : 2;
      if (plain.size() < names || plain.size() > names + 1) {
        at = open;
        throw new IllegalArgumentException(
            "check '%s': column %d: expected %s(%sMETHOD, CONDITION)%s, was %s"
                .formatted(
                    text, at + 1, metric, names == 2 ? "ATTACKER, " : "",
                    names == 2 ? "" : " of the network alone", text.substring(open, close)));
      }
      at = close + 1;
      return new Measure(
          metric,
          names == 2 ? plain.get(0) : "",
          plain.get(names - 1),
          plain.size() > names ? condition(plain.get(names), open) : AxisLabel.NONE,
          Map.copyOf(options));
    }

    /** {@code rho=0.70} is {@code rho=0.7}; the key of a misspelt option is no condition. */
    private AxisLabel condition(String written, int open) {
      AxisLabel label = new AxisLabel(written);
      if (label.level().isPresent()) {
        return new AxisLabel(label.axis() + "=" + label.level().getAsDouble());
      }
      String key = written.split("=", 2)[0];
      if (written.contains("=")) {
        at = open;
        throw new IllegalArgumentException(
            "check '%s': column %d: unknown option '%s'%s".formatted(text, at + 1, key, Nearest.hint(key, OPTIONS)));
      }
      return label;
    }

    private boolean accept(String sign) {
      boolean here = text.startsWith(sign, at);
      at += here ? sign.length() : 0;
      return here;
    }

    private void blanks() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private IllegalArgumentException expected(String what) {
      String was = at < text.length() ? "'" + text.substring(at) + "'" : "the end";
      return new IllegalArgumentException(
          "check '%s': column %d: expected %s, was %s".formatted(text, at + 1, what, was));
    }
  }

  /** Whether a variant has every setting that was written behind the name. */
  public static boolean matches(String written, String name, String variant) {
    List<String> parts = List.of(written.split(" +"));
    return parts.get(0).equalsIgnoreCase(name)
        && Arrays.asList(variant.split(" ")).containsAll(parts.subList(1, parts.size()));
  }
}
