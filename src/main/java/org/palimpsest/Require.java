package org.palimpsest;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Refusals of hyper-parameters and labels, in the suite's one form. */
public final class Require {

  private Require() {}

  /** Throws an IllegalArgumentException that names the parameter, its bound and its value. */
  public static void that(boolean holds, String name, String bound, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("%s: expected %s, was %s".formatted(name, bound, value));
    }
  }

  /** Finite and at least 0. */
  public static void weight(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s: expected finite and at least 0, was %s".formatted(name, value));
    }
  }

  /** Finite and above 0. */
  public static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s: expected finite and above 0, was %s".formatted(name, value));
    }
  }

  /** One of the constants, not nothing. */
  public static <E extends Enum<E>> void given(String name, E constant, Class<E> type) {
    if (constant == null) {
      String known =
          Arrays.stream(type.getEnumConstants())
              .map(option -> option.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(" or "));
      throw new IllegalArgumentException("%s: expected %s, was nothing".formatted(name, known));
    }
  }

  /** As many labels as rows of a batch, each in [0, classes). */
  public static void labels(String name, int[] labels, int rows, int classes) {
    if (labels.length != rows) {
      throw new IllegalArgumentException(
          "%s: expected %d, one per image, was %d".formatted(name, rows, labels.length));
    }
    for (int i = 0; i < rows; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "%s[%d]: expected 0..%d, was %d".formatted(name, i, classes - 1, labels[i]));
      }
    }
  }
}
