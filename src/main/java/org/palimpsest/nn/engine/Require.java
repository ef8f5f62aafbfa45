package org.palimpsest.nn.engine;

/** Refusals at the constructor. */
public final class Require {

  private Require() {}

  /** Throws an IllegalArgumentException that names the parameter, its bound and its value. */
  public static void that(boolean holds, String name, String bound, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("%s: expected %s, was %s".formatted(name, bound, value));
    }
  }
}
