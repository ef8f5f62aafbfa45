package org.palimpsest.attack;

/** Which images an attacker learns from. */
public enum AttackImages {
  /** Those the encoder was trained on, in the attacker's mix. */
  ENCODER,
  /** Images the encoder never saw (in the published protocol there are none, and it learns from the encoder's). */
  DISJOINT
}
