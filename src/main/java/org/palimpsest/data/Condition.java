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

  /** As results write it: {@code rho=0.99}, {@code hair}. */
  public String label() {
    return axis.isEmpty() ? value : axis + "=" + value;
  }

  /** Its part in the names of random streams: the bare number for rho, the label otherwise. */
  public String seedName() {
    return axis.equals(RHO) ? value : label();
  }
}
