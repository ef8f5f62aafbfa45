package org.palimpsest;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant to type. */
public final class Nearest {

  private Nearest() {}

  /** {@code " (did you mean 'epochs'?)"}, or the list of what is known if nothing is near. */
  public static String hint(String given, Collection<String> known) {
    return known.stream()
        .filter(candidate -> candidate.startsWith(given) && !given.isEmpty())
        .findFirst()
        .or(() -> nearest(given, known))
        .map(candidate -> " (did you mean '" + candidate + "'?)")
        .orElseGet(() -> " (known: " + String.join(", ", known) + ")");
  }

  private static Optional<String> nearest(String given, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(given, candidate)))
        .filter(candidate -> distance(given, candidate) <= Math.max(2, candidate.length() / 2));
  }

  /** Levenshtein's distance, case ignored. */
  static int distance(String a, String b) {
    String s = a.toLowerCase(Locale.ROOT);
    String t = b.toLowerCase(Locale.ROOT);
    int[] previous = new int[t.length() + 1];
    for (int j = 0; j <= t.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= s.length(); i++) {
      int[] current = new int[t.length() + 1];
      current[0] = i;
      for (int j = 1; j <= t.length(); j++) {
        int substitution = previous[j - 1] + (s.charAt(i - 1) == t.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[t.length()];
  }
}
