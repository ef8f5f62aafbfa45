package org.palimpsest.method;

/** The part a method plays in a comparison. */
public enum Role {
  /** Plain training: what every other method is compared with. */
  BASELINE,
  /** One of the methods that are compared. */
  METHOD,
  /** Training that is there to show a floor or a ceiling; it is no answer to the question and has no rank. */
  CONTROL
}
