package org.palimpsest.testkit;

import java.util.Arrays;
import java.util.Map;

/** The assertions of the checks. */
final class ContractAssert {

  private ContractAssert() {}

  static void that(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new AssertionError(message.formatted(arguments));
    }
  }

  static void finite(String when, Map<String, Double> terms) {
    that(terms.containsKey("loss"), "%s: expected a term 'loss', was %s", when, terms.keySet());
    terms.forEach(
        (term, value) -> {
          boolean finite = value != null && Double.isFinite(value);
          that(finite, "%s: %s: expected a finite number, was %s", when, term, value);
        });
  }

  static void same(String what, float[] actual, float[] expected) {
    int at = Arrays.mismatch(actual, expected);
    that(at < 0, "%s: expected the same bits, but parameter %d differs", what, at);
  }
}
