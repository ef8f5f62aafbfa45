package org.palimpsest.cli;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What one accountant says of a run: one that cannot tell does not keep the others from being heard.
 *
 * @param found what it found; null if it cannot tell
 * @param problem why it cannot; empty if it can
 */
record Accounted<T>(T found, String problem) {

  static <T> Accounted<T> of(Supplier<T> accountant) {
    try {
      return new Accounted<>(accountant.get(), "");
    } catch (IllegalArgumentException e) {
      return new Accounted<>(null, e.getMessage());
    }
  }

  boolean isFound() {
    return found != null;
  }

  /** A number of it; null if there is nothing. */
  <N> N get(Function<T, N> number) {
    return isFound() ? number.apply(found) : null;
  }

  /** In words; empty if there is nothing. */
  String map(Function<T, String> words) {
    return isFound() ? words.apply(found) : "";
  }
}
