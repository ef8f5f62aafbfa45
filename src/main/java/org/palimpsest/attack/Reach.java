package org.palimpsest.attack;

/**
 * How much an attacker can read, and what its failure means.
 *
 * @param family what it reads with
 * @param conclusive whether an attacker that reads nothing, and has converged where it can tell, shows that nobody of
 *     its family would read anything; not so of one that stops after a fixed number of steps, however it went
 */
public record Reach(Family family, boolean conclusive) {

  /** What an attacker reads with, from weak to strong; a control stands beside the others. */
  public enum Family {
    /** No true labels or no features: what can be scored without reading. */
    CONTROL,
    /** A linear function of the features. */
    LINEAR,
    /** Any other function of the features alone. */
    NON_LINEAR,
    /** Features and the true target: what features say beyond it. */
    GIVEN_TARGET
  }

  public static final Reach CONTROL = new Reach(Family.CONTROL, false);
  public static final Reach LINEAR = new Reach(Family.LINEAR, true);
  public static final Reach NON_LINEAR = new Reach(Family.NON_LINEAR, true);
  public static final Reach GIVEN_TARGET = new Reach(Family.GIVEN_TARGET, true);

  /** The same family, by an attacker whose failure says nothing. */
  public Reach inconclusive() {
    return new Reach(family, false);
  }

  public boolean isControl() {
    return family == Family.CONTROL;
  }
}
