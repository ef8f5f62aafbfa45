package org.palimpsest.attack;

import org.palimpsest.random.Seed;

/** An attack on the private attribute: a record of its hyper-parameters that fits itself to features. */
public interface Attacker {

  /** The name by which specs and results refer to it, such as {@code published}. */
  String name();

  /** The name people read in tables and figures. */
  String title();

  /** One sentence: what it is and how strong. */
  String description();

  /** How much it can read, and what it means if it reads nothing; reports rank attackers by it. */
  Reach reach();

  /** What it learns from. */
  AttackSource source();

  /**
   * Learns to read the private attribute.
   *
   * @throws IllegalArgumentException if the features cannot be attacked (NaN, fewer images than classes);
   *     the message says what was found and where
   */
  FittedAttack fit(Features train, Seed seed);
}
