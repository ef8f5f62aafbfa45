package org.palimpsest.method;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Refusals that the constructors of several methods make. */
final class Bounds {

  private Bounds() {}

  static void weight(String name, double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s: expected finite and at least 0, was %s".formatted(name, weight));
    }
  }

  static <E extends Enum<E>> void given(String name, E constant, Class<E> type) {
    if (constant == null) {
      String known =
          Arrays.stream(type.getEnumConstants())
              .map(option -> option.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(" or "));
      throw new IllegalArgumentException("%s: expected %s, was nothing".formatted(name, known));
    }
  }
}
