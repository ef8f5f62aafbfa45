package org.palimpsest.attack;

/** Refusals at the constructor. */
final class Require {

  private Require() {}

  static void that(boolean holds, String name, String bound, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("%s: expected %s, was %s".formatted(name, bound, value));
    }
  }
}
