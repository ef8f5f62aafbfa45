package org.palimpsest.experiment;


/**
 * An attacker or control and the mix that it was trained on; {@link #NONE} stands for measures of the network alone.
 *
 * @param name the attacker's catalogue name, or a control's
 * @param variant the attacker's settings that differ from its defaults, its mix aside, such as
 *     {@code examples=1000}; empty if none does
 * @param mix {@code rho=0.1}, {@code balanced}; {@link AxisLabel#NONE} where that does not apply
 */
public record AttackKey(String name, String variant, AxisLabel mix) {

  /** No attacker. */
  public static final AttackKey NONE = new AttackKey("", "", AxisLabel.NONE);

  public boolean isNone() {
    return name.isEmpty();
  }
}
