package org.palimpsest.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.method.Method.SearchRange;
import org.palimpsest.method.Method;
import org.palimpsest.random.Seed;

/** Draws settings from what a method says may be searched. */
final class SearchSpace {

  private static final MathContext DIGITS = new MathContext(4);

  private SearchSpace() {}

  /**
   * Settings for draws 1 to {@code budget - 1}; draw 0 is what the method is given. Each value depends on the seed, the
   * method's name, the component's and the draw's number, and on nothing else.
   */
  static List<Map<String, Double>> draws(Method method, int budget, Seed root) {
    List<Map<String, Double>> draws = new ArrayList<>();
    for (int draw = 1; draw < budget && !method.searchSpace().isEmpty(); draw++) {
      Map<String, Double> settings = new TreeMap<>();
      for (SearchRange range : method.searchSpace()) {
        Seed seed = root.derive("sweep", method.name(), range.component(), Integer.toString(draw));
        settings.put(range.component(), rounded(range, range.at(seed.generator().nextDouble())));
      }
      RecordBinder.with(method, settings);
      draws.add(settings);
    }
    return draws;
  }

  /** To so many digits as people copy, unless that leaves the range. */
  private static double rounded(SearchRange range, double value) {
    double rounded = new BigDecimal(value).round(DIGITS).doubleValue();
    return rounded >= range.low() && rounded < range.high() ? rounded : value;
  }
}
