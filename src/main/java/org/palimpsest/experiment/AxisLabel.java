package org.palimpsest.experiment;

import java.util.OptionalDouble;
import org.palimpsest.Require;

/**
 * The label of a condition or of a mix as results write it: {@code rho=0.99} on an axis with levels, {@code hair} or
 * {@code balanced} by name, empty where none applies. Equal texts are equal labels.
 */
public record AxisLabel(String text) {

  /** Where none applies. */
  public static final AxisLabel NONE = new AxisLabel("");

  private static final String RHO = "rho";

  public AxisLabel {
    Require.that(text.equals(text.strip()), "label", "no blank at either end", "'" + text + "'");
  }

  /** {@code rho=0.99}; {@link #NONE} for NaN. */
  public static AxisLabel rho(double rho) {
    return Double.isNaN(rho) ? NONE : new AxisLabel(RHO + "=" + rho);
  }

  /** What stands before the level, such as {@code rho}; empty without a level. */
  public String axis() {
    return level().isPresent() ? text.substring(0, text.indexOf('=')) : "";
  }

  /** The place on the axis, such as .99; empty for a label that is a name. */
  public OptionalDouble level() {
    int equals = text.indexOf('=');
    if (equals < 1) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text.substring(equals + 1)));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** The level if the axis is rho; NaN otherwise. */
  public double rho() {
    return axis().equals(RHO) ? level().getAsDouble() : Double.NaN;
  }

  public boolean isNone() {
    return text.isEmpty();
  }

  @Override
  public String toString() {
    return text;
  }
}
