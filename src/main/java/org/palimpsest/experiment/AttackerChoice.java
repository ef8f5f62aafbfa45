package org.palimpsest.experiment;

import org.palimpsest.attack.Attacker;

/**
 * One attacker of an experiment.
 *
 * @param variant what tells it from the same attacker with default settings on the same mix, such as
 *     {@code examples=1000}; empty if nothing does
 */
public record AttackerChoice(Attacker attacker, String variant) {

  /** A line for people, such as {@code linear (examples=1000) at rho 0.1}. */
  public String label() {
    String name = variant.isEmpty() ? attacker.name() : attacker.name() + " (" + variant + ")";
    return name + " at " + attacker.source().mix().words();
  }
}
