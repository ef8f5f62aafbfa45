package org.palimpsest.data;

import java.util.OptionalDouble;
import org.palimpsest.Require;

/**
 * One place of an experiment's grid.
 *
 * @param axis the quantity that conditions differ in, such as {@code rho}; empty if there is no such quantity
 * @param value on the axis, such as {@code 0.99}, or a name such as {@code hair} or {@code EB1}
 * @param level the value as a number, on an axis of numbers
 */
public record Condition(String axis, String value, OptionalDouble level) {

  public static final String RHO = "rho";

  /** Of images that carry their private attribute by nature: all of them, in the mix they come in. */
  public static final Condition ALL = named("all");

  public Condition {
    Require.that(!value.isBlank(), "condition", "a name or a value", "'" + value + "'");
    Require.that(
        level.isEmpty() || !axis.isEmpty() && Double.isFinite(level.getAsDouble()),
        "level", "a finite number on a named axis", level);
  }

  /** A correlation of private attribute and target. */
  public static Condition rho(double rho) {
    return at(RHO, rho);
  }

  /** A value of a quantity. */
  public static Condition at(String axis, double level) {
    return new Condition(axis, Double.toString(level), OptionalDouble.of(level));
  }

  /** A condition that is no quantity. */
  public static Condition named(String name) {
    return new Condition("", name, OptionalDouble.empty());
  }

  /**
   * A condition in which natural images are trained on: {@code all}, {@code balanced}, {@code imbalance=SHARE} or
   * {@code rho=SHARE}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Condition ofMix(String text) {
    try {
      Mix mix = text.equals(ALL.value()) ? Mix.asIs() : Mix.of(text);
      if (mix instanceof Mix.Rho rho) {
        return rho(rho.rho());
      } else if (mix instanceof Mix.Imbalance imbalance) {
        return at("imbalance", imbalance.share());
      }
      return mix instanceof Mix.AsIs ? ALL : named(mix.label());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "condition: expected all, balanced, imbalance=SHARE or rho=SHARE, was '%s'".formatted(text), e);
    }
  }

  /** The mix of a condition that is one by {@link #ofMix}. */
  public Mix mix() {
    return equals(ALL) ? Mix.asIs() : Mix.of(label());
  }

  /** As results write it: {@code rho=0.99}, {@code hair}. */
  public String label() {
    return axis.isEmpty() ? value : axis + "=" + value;
  }

  /** Its part in the names of random streams: the bare number for rho, the label otherwise. */
  public String seedName() {
    return axis.equals(RHO) ? value : label();
  }
}
